from threading import Barrier, Thread

import pytest

from playground.engine.events.control import Change, Control, Epoch, Pause, Play, Speed, Steps, Want
from playground.engine.events.pictures import NodeActivity


def test_commands_come_out_in_the_order_they_were_given(spiral):
    control = Control()
    control.play()
    control.step()
    control.step(5)
    control.epoch()
    control.set_speed(20.0)
    control.change(spiral)
    control.want(frozenset({NodeActivity}))
    control.pause()
    assert control.pressing()
    assert control.take(0) == [
        Play(),
        Steps(1),
        Steps(5),
        Epoch(),
        Speed(20.0),
        Change(spiral),
        Want(frozenset({NodeActivity})),
        Pause(),
    ]
    assert not control.pressing()
    assert control.take(0) == []


def test_without_a_command_the_wait_ends_with_its_time():
    assert Control().take(0.001) == []


def test_stop_is_reported_beside_the_commands():
    control = Control()
    control.play()
    assert not control.stopped()
    control.stop()
    assert control.stopped()
    assert control.pressing()
    assert control.take(None) == [Play()]
    assert control.take(None) == []  # who has been stopped waits for nothing
    assert control.stopped()


@pytest.mark.parametrize(("give", "expected"), [(Control.play, [Play()]), (Control.stop, [])])
def test_a_waiting_worker_is_woken(give, expected):
    control, taken = Control(), []
    worker = Thread(target=lambda: taken.append(control.take(None)), daemon=True)
    worker.start()
    while not control._condition._waiters:
        assert worker.is_alive()
    give(control)
    worker.join(300)
    assert taken == [expected]


def test_nothing_is_lost_between_threads():
    """Four givers, one taker: every command arrives once, those of each giver in their order."""
    control, begin, taken = Control(), Barrier(5), []

    def work():
        begin.wait()
        while len(taken) < 800:
            taken.extend(control.take(None))

    def give(first):
        begin.wait()
        for count in range(first, first + 200):
            control.step(count)

    threads = [Thread(target=work), *(Thread(target=give, args=(1_000 * k,)) for k in range(4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = [command.count for command in taken]
    for k in range(4):
        assert [count for count in counts if count // 1_000 == k] == list(range(1_000 * k, 1_000 * k + 200))
    assert len(counts) == 800
