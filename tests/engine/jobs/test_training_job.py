"""A watched run: its commands, its states, and the events it tells of them."""

import numpy as np
import pytest
import torch

from playground.engine.events.control import Control
from playground.engine.events.pictures import WireWeights
from playground.engine.events.run import (
    ChangeMarked,
    Evaluated,
    Message,
    Progress,
    RunState,
    Scalars,
    Started,
    StateChanged,
)
from playground.engine.events.weights import WeightPlace
from playground.engine.training import checkpoint
from playground.spec.base import Choice
from playground.spec.plane import PlaneSpec


def states(events):
    """What the run did, in order."""
    return [event.state for event in events if isinstance(event, StateChanged)]


def steps(events):
    """The numbers of all steps, in order."""
    return [int(step) for event in events if isinstance(event, Scalars) for step in event.steps]


@pytest.fixture
def drive(watch):
    """Give one command each time the run stands still, the last time end it."""

    def go(project, *commands, **options):
        waiting = list(commands)

        def react(event, control):
            if isinstance(event, StateChanged) and event.state is not RunState.RUNNING:
                if waiting:
                    waiting.pop(0)(control)
                else:
                    control.stop()

        events = watch(project, react, **options)
        assert not waiting
        return events

    return go


# --- the beginning -------------------------------------------------------------------------------------


def test_begins_with_what_it_is(spiral, drive):
    events = drive(spiral)
    first = events[0]
    assert isinstance(first, Started)
    assert (first.run, first.step, first.steps_per_epoch, first.total_steps) == (7, 0, 9, 54)
    assert (first.metric, first.device, first.seed) == ("accuracy", "CPU", 0)
    assert (first.training_samples, first.validation_samples, first.evaluated_samples) == (84, 36, 84)
    assert [layer.node for layer in first.layers] == ["linear-1", "linear-2", "linear-3"]
    assert [layer.title for layer in first.layers] == ["Linear 1", "Linear 2", "Linear 3"]
    assert [layer.parameters for layer in first.layers] == [24, 72, 18]
    assert states(events) == [RunState.READY]


def test_a_project_that_cannot_be_trained_fails_in_words(spiral, watch):
    broken = spiral.with_(graph=spiral.graph.remove(["output-4"]))
    events = watch(broken, lambda event, control: None)
    assert states(events) == [RunState.FAILED]
    assert events[0].message == "The network has no output."


def test_a_device_that_is_not_there_fails_in_words(spiral, changed, watch):
    events = watch(changed(spiral, device="cuda:99"), lambda event, control: None)
    assert states(events) == [RunState.FAILED]
    assert "no device “cuda:99”" in events[0].message


def test_data_that_are_not_there_fail_in_words(chain, project_of, watch):
    graph = chain(("flatten", {}, None), ("linear", {"units": 10}, None))
    events = watch(project_of("mnist", {}, graph), lambda event, control: None)
    assert states(events) == [RunState.FAILED]
    assert "MNIST" in events[0].message


# --- commands ------------------------------------------------------------------------------------------


def test_play_goes_to_the_end(spiral, drive):
    events = drive(spiral, Control.play)
    assert states(events) == [RunState.READY, RunState.RUNNING, RunState.FINISHED]
    assert steps(events) == list(range(1, 55))


def test_one_step_and_some_steps(spiral, drive):
    events = drive(spiral, Control.step, lambda control: control.step(12))
    assert states(events) == [RunState.READY, RunState.PAUSED, RunState.RUNNING, RunState.PAUSED]
    assert [event.step for event in events if isinstance(event, StateChanged)] == [0, 1, 1, 13]
    assert steps(events) == list(range(1, 14))


def test_steps_requested_at_once_are_all_done(spiral, drive):
    def three_times(control):
        for _ in range(3):
            control.step()

    events = drive(spiral, three_times)
    assert steps(events) == [1, 2, 3]


def test_play_during_a_single_step_plays(spiral, watch):
    """What people press while a step is done means "play": nothing says that the run is playing already."""
    shown = []

    def react(event, control):
        if isinstance(event, StateChanged):
            shown.append(event.state)
        if isinstance(event, StateChanged) and event.state is RunState.READY:
            control.step()
        elif isinstance(event, Scalars) and event.step == 1:
            (control.pause if shown[-1] is RunState.RUNNING else control.play)()
        elif isinstance(event, StateChanged) and event.state is RunState.FINISHED:
            control.stop()

    assert steps(watch(spiral, react)) == list(range(1, 55))


def test_an_epoch_goes_to_its_end(spiral, drive):
    events = drive(spiral, Control.epoch, lambda control: control.step(2), Control.epoch, Control.epoch)
    paused = [event.step for event in events if isinstance(event, StateChanged) and event.state == "paused"]
    assert paused == [9, 11, 18, 27]


def test_pause_stops_between_two_steps(spiral, changed, watch):
    def react(event, control):
        if isinstance(event, StateChanged):
            {RunState.READY: control.play, RunState.PAUSED: control.stop}.get(event.state, lambda: None)()
        if isinstance(event, Scalars) and event.step < 40:
            control.pause()

    events = watch(changed(spiral, epochs=10_000), react)
    assert states(events) == [RunState.READY, RunState.RUNNING, RunState.PAUSED]
    assert steps(events) == list(range(1, events[-1].step + 1))
    assert events[-1].step < 100


def test_pause_without_a_run_says_nothing(spiral, watch):
    control = Control()
    control.pause()
    control.step(2)
    control.pause()
    events = watch(
        spiral,
        lambda event, control: control.stop() if getattr(event, "state", "") == "paused" else None,
        control=control,
    )
    assert states(events) == [RunState.READY, RunState.RUNNING, RunState.PAUSED]


def test_stop_ends_the_run_at_once(spiral, changed, watch):
    control = Control()
    control.play()
    events = watch(
        changed(spiral, epochs=10_000),
        lambda event, control: control.stop() if isinstance(event, Scalars) else None,
        control=control,
    )
    assert sum(isinstance(event, Scalars) for event in events) == 1
    assert states(events) == [RunState.READY, RunState.RUNNING]


def test_stopped_before_it_began(spiral, watch):
    control = Control()
    control.stop()
    assert watch(spiral, lambda event, control: None, control=control) == []


def test_play_after_the_end_adds_as_many_epochs(spiral, drive):
    events = drive(spiral, Control.play, Control.play)
    assert steps(events) == list(range(1, 109))
    assert states(events)[-2:] == [RunState.RUNNING, RunState.FINISHED]
    assert [(event.step, event.text) for event in events if isinstance(event, ChangeMarked)] == [
        (54, "6 more epochs")
    ]


def test_a_limited_speed_changes_no_number(spiral, drive):
    def slowly(control):
        control.set_speed(2_000)
        control.play()

    free, slow = drive(spiral, Control.play), drive(spiral, slowly)
    for name in ("steps", "loss", "learning_rate"):
        one, two = (
            np.concatenate([getattr(event, name) for event in events if isinstance(event, Scalars)])
            for events in (free, slow)
        )
        assert np.array_equal(one, two)
    longest = max(len(event.steps) for event in slow if isinstance(event, Scalars))
    assert longest <= 24  # a moment's worth at this speed


def test_a_speed_below_one_look_per_step_goes_step_by_step(spiral, drive):
    def slowly(control):
        control.set_speed(100)
        control.step(5)

    events = drive(spiral, slowly)
    assert [event.steps.tolist() for event in events if isinstance(event, Scalars)] == [
        [1],
        [2],
        [3],
        [4],
        [5],
    ]


# --- what is told --------------------------------------------------------------------------------------


def test_events_carry_the_run_and_never_go_back(spiral, drive):
    events = drive(spiral, Control.epoch, Control.play)
    assert {event.run for event in events} == {7}
    numbers = [event.step for event in events]
    assert numbers == sorted(numbers)


def test_evaluations_at_the_start_and_the_end(spiral, drive):
    told = [event for event in drive(spiral, Control.play) if isinstance(event, Evaluated)]
    assert [(event.step, event.epoch) for event in told] == [(0, 0.0), (54, 6.0)]
    assert told[1].train_loss < told[0].train_loss


def test_progress_when_it_halts(spiral, drive):
    events = drive(spiral, lambda control: control.step(12), Control.play)
    halts = [k for k, event in enumerate(events) if getattr(event, "state", "") in {"paused", "finished"}]
    before = [events[k - 1] for k in halts]
    assert all(isinstance(event, Progress) for event in before)
    assert [(event.epoch, event.total_steps) for event in before] == [(1 + 3 / 9, 54), (6, 54)]
    assert before[0].seconds_left is None


# --- changes -------------------------------------------------------------------------------------------


def change_to(project, then=Control.step):
    """Give another project, and a step so that the run stands still again."""

    def command(control):
        control.change(project)
        then(control)

    return command


def test_a_change_is_marked_at_its_step_and_obeyed(spiral, changed, drive):
    other = changed(spiral, optimizer=("adam", {"learning_rate": 0.002}))
    events = drive(spiral, lambda control: control.step(3), change_to(other))
    assert [(event.step, event.text) for event in events if isinstance(event, ChangeMarked)] == [
        (3, "learning rate 0.01 → 0.002")
    ]
    rates = np.concatenate([event.learning_rate for event in events if isinstance(event, Scalars)])
    assert rates.tolist() == [0.01] * 3 + [0.002]


def test_a_change_before_the_first_step_needs_no_mark(spiral, changed, drive):
    events = drive(spiral, change_to(changed(spiral, batch_size=42), Control.epoch), Control.epoch)
    assert not any(isinstance(event, ChangeMarked) for event in events)
    assert steps(events) == [1, 2, 3, 4]


def test_network_data_and_loss_do_not_change_in_a_run(spiral, chain, drive):
    other = spiral.with_(
        graph=chain(("linear", {"units": 2}, None)),
        data=spiral.data.with_(dataset=Choice(kind="moons")),
        training=spiral.training.with_(loss=Choice(kind="hinge"), seed=9),
    )
    plain = drive(spiral, Control.step, Control.play)
    events = drive(spiral, Control.step, change_to(other, Control.play))
    assert not any(isinstance(event, ChangeMarked) for event in events)
    losses = [
        np.concatenate([event.loss for event in each if isinstance(event, Scalars)])
        for each in (plain, events)
    ]
    assert np.array_equal(*losses)


def test_another_plane_is_no_change_of_the_training(spiral, drive):
    other = spiral.with_(plane=PlaneSpec(kind="random", seed=3))
    events = drive(spiral, Control.step, change_to(other))
    assert not any(isinstance(event, ChangeMarked) for event in events)
    assert steps(events) == [1, 2]


def test_loaded_weights_bring_the_path_of_the_contour_back(spiral, drive, tmp_path):
    file, later = tmp_path / "a.weights", tmp_path / "b.weights"
    drive(
        spiral,
        lambda control: control.step(5),
        lambda control: (control.save_weights(file), control.step()),
    )
    drive(
        spiral,
        lambda control: control.load_weights(file),
        lambda control: control.step(2),
        lambda control: (control.save_weights(later), control.step()),
    )
    before, after = checkpoint.load(file).path, checkpoint.load(later).path
    assert before["steps"].tolist() == list(range(6))
    assert after["steps"].tolist() == list(range(8))
    assert torch.equal(after["thetas"][:6], before["thetas"])


def test_a_weight_set_by_hand_is_marked_and_seen_at_once(spiral, drive):
    def set_it(control):
        control.set_weight(WeightPlace("linear-1", 0, 1), 4.0)
        control.set_weight(WeightPlace("linear-1", 0, 1), 4.0)  # nothing new
        control.step()

    events = drive(spiral, lambda control: control.step(), set_it, wanted=frozenset({WireWeights}))
    (mark,) = [event for event in events if isinstance(event, ChangeMarked)]
    assert (mark.step, mark.text.endswith("w[1,2] 4 → 4"), mark.text.endswith("→ 4")) == (1, False, True)
    after = events[events.index(mark) :]
    assert next(event for event in after if isinstance(event, Evaluated)).step == 1
    weights = next(event for event in after if isinstance(event, WireWeights))
    assert weights.dense["linear-1"].weights[0, 1] == 4.0
    assert weights.dense["linear-1"].biases.shape == weights.dense["linear-1"].weights.shape[:1]


# --- a loss that bursts --------------------------------------------------------------------------------


def test_a_loss_that_bursts_gets_one_remark_with_a_lower_rate_and_trains_on(spiral, drive):
    optimizer = Choice(kind="adam", params={"learning_rate": 100.0})
    graph = spiral.graph
    for node in graph.nodes:
        graph = graph.replace(node.with_(activation=None))
    project = spiral.with_(graph=graph, training=spiral.training.with_(optimizer=optimizer, epochs=20))
    events = drive(project, Control.play)
    losses = [event.train_loss for event in events if isinstance(event, Evaluated)]
    assert sum(loss > 1000 * losses[0] for loss in losses) >= 1
    (remark,) = [event for event in events if isinstance(event, Message)]
    assert remark.text.startswith("The training loss is ")
    assert remark.fix is not None
    assert remark.fix.apply(project).training.optimizer.params["learning_rate"] == 10
    assert states(events)[-1] is RunState.FINISHED
