from threading import Barrier, Thread

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.events.mailbox import Mailbox
from playground.engine.events.pictures import NodeActivity, WireWeights
from playground.engine.events.run import ChangeMarked, Evaluated, Progress, RunState, Scalars, StateChanged


def scalars(first, count, run=1):
    """A stretch of steps whose losses and rates are their numbers, so that a wrong join is seen."""
    steps = np.arange(first, first + count)
    return Scalars(run, first + count - 1, steps, steps * 0.5, steps * 0.25)


def activity(step):
    """A heavy event."""
    return NodeActivity(1, step, {"linear-1": float(step)}, {})


def test_nothing_waits_at_first():
    assert Mailbox().take() == []


def test_events_of_record_keep_their_order():
    mailbox = Mailbox()
    events = [
        StateChanged(1, 0, RunState.READY),
        Evaluated(1, 0, 0.0, 1.0, 2.0, 0.5, 0.4),
        ChangeMarked(1, 3, "learning rate 0.1 → 0.2"),
        ChangeMarked(1, 3, "learning rate 0.2 → 0.1"),
        StateChanged(1, 9, RunState.FINISHED),
    ]
    for event in events:
        mailbox.put(event)
    assert mailbox.take() == events
    assert mailbox.take() == []


def test_of_each_heavy_type_only_the_newest_is_kept():
    mailbox = Mailbox()
    wires = WireWeights(1, 4, {}, {})
    mailbox.put(activity(1))
    mailbox.put(wires)
    for step in range(2, 500):
        mailbox.put(activity(step))
    assert mailbox.take() == [wires, activity(499)]


def test_heavy_events_come_after_the_record():
    mailbox = Mailbox()
    progress, mark = Progress(1, 1, 0.1, 10, 5.0, None), ChangeMarked(1, 2, "L2 0 → 0.1")
    mailbox.put(progress)
    mailbox.put(mark)
    assert mailbox.take() == [mark, progress]


def test_stretches_that_follow_each_other_become_one():
    mailbox = Mailbox()
    mailbox.put(scalars(1, 3))
    mailbox.put(activity(3))
    mailbox.put(scalars(4, 2))
    joined, _ = mailbox.take()
    assert (joined.run, joined.step) == (1, 5)
    assert joined.steps.tolist() == [1, 2, 3, 4, 5]
    assert joined.loss.tolist() == [0.5, 1.0, 1.5, 2.0, 2.5]
    assert joined.learning_rate.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25]


def test_a_mark_between_two_stretches_stays_between_them():
    mailbox, mark = Mailbox(), ChangeMarked(1, 2, "batch size 8 → 16")
    mailbox.put(scalars(1, 2))
    mailbox.put(mark)
    mailbox.put(scalars(3, 2))
    first, between, last = mailbox.take()
    assert between is mark
    assert (first.steps.tolist(), last.steps.tolist()) == ([1, 2], [3, 4])


def test_stretches_of_two_runs_stay_apart():
    mailbox = Mailbox()
    mailbox.put(scalars(8, 2, run=1))
    mailbox.put(scalars(1, 2, run=2))
    mailbox.put(scalars(3, 1, run=2))
    assert [(event.run, event.steps.tolist()) for event in mailbox.take()] == [(1, [8, 9]), (2, [1, 2, 3])]


def test_a_long_wait_leaves_few_events():
    mailbox = Mailbox()
    for step in range(1, 5_001):
        mailbox.put(scalars(step, 1))
        mailbox.put(activity(step))
        mailbox.put(Progress(1, step, 0.0, 5_000, 1.0, None))
    events = mailbox.take()
    assert [type(event) for event in events] == [Scalars, NodeActivity, Progress]
    assert events[0].steps.tolist() == list(range(1, 5_001))


@given(st.lists(st.sampled_from(["scalars", "mark", "heavy", "take"]), max_size=60))
def test_whenever_it_is_emptied_nothing_of_record_is_lost(actions):
    mailbox, told, step = Mailbox(), [], 0
    marks = []
    for action in actions:
        if action == "scalars":
            step += 1
            mailbox.put(scalars(step, 1))
        elif action == "mark":
            marks.append((step, str(len(marks))))
            mailbox.put(ChangeMarked(1, step, str(len(marks) - 1)))
        elif action == "heavy":
            mailbox.put(activity(step))
        else:
            told += mailbox.take()
    told += mailbox.take()
    assert [int(s) for event in told if isinstance(event, Scalars) for s in event.steps] == list(
        range(1, step + 1)
    )
    assert [(event.step, event.text) for event in told if isinstance(event, ChangeMarked)] == marks
    record = [event.step for event in told if not event.heavy]
    assert record == sorted(record)


def test_nothing_is_lost_between_threads():
    mailbox, begin, told = Mailbox(), Barrier(2), []

    def work():
        begin.wait()
        for step in range(1, 3_001):
            mailbox.put(scalars(step, 1))
            mailbox.put(activity(step))
        mailbox.put(StateChanged(1, 3_000, RunState.FINISHED))

    worker = Thread(target=work)
    worker.start()
    begin.wait()
    while not any(isinstance(event, StateChanged) for event in told):
        told += mailbox.take()
    worker.join()
    told += mailbox.take()
    assert [int(s) for event in told if isinstance(event, Scalars) for s in event.steps] == list(
        range(1, 3_001)
    )
    shown = [event.step for event in told if isinstance(event, NodeActivity)]
    assert shown == sorted(set(shown))
    assert shown[-1] == 3_000
    assert [event.state for event in told if isinstance(event, StateChanged)] == [RunState.FINISHED]
