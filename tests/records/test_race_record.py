"""The record of a race on a surface or on a network: built from its events, stored, and read back equal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.events.mailbox import Mailbox
from playground.engine.events.network_race import (
    LaneEvaluated,
    LaneMarked,
    LanePace,
    LaneScalars,
    LaneState,
    NetworkRaceStarted,
    NetworkRaceState,
    NetworkResult,
    NetworkResults,
)
from playground.engine.events.run import RunState
from playground.records.race import RaceRecord
from playground.spec.files import FileProblem

FLOATS = st.floats(allow_nan=True, allow_infinity=True, width=64)
WORDS = st.text(max_size=12)
LANES = ("lane-9", "lane-1", "lane-5")


def recorded(events):
    record = RaceRecord()
    record.extend(events)
    return record


def started(lanes=LANES):
    counts = dict.fromkeys(lanes, 90)
    names = {lane: f"Lane {lane[-1]}" for lane in lanes}
    return NetworkRaceStarted(
        1, 0, names, counts, counts, 2, "accuracy", ("Linear 1",), 24, "CPU", ("Data: the same.",), ("Rates.",)
    )  # fmt: skip


@st.composite
def streams(draw):
    """Events of a race on a network."""
    events, done = [started(draw(st.permutations(LANES)))], {}
    kinds = st.sampled_from(["steps", "evaluate", "mark", "state", "pace", "results"])
    for kind in draw(st.lists(kinds, max_size=12)):
        lane, repetition = draw(st.sampled_from(LANES)), draw(st.integers(0, 1))
        step = done.get((lane, repetition), 0)
        match kind:
            case "steps":
                losses = np.array(draw(st.lists(FLOATS, min_size=1, max_size=20)))
                done[lane, repetition] = last = step + len(losses)
                steps = np.arange(step + 1, last + 1)
                events.append(LaneScalars(1, last, lane, repetition, steps, losses, losses / 2, 2 * last))
            case "evaluate":
                numbers = draw(st.tuples(*[FLOATS] * 5))
                events.append(LaneEvaluated(1, step, lane, repetition, *numbers, 2 * step))
            case "mark":
                events.append(LaneMarked(1, step, lane, draw(WORDS)))
            case "state":
                state = draw(st.sampled_from(["running", "finished", "diverged", "dropped"]))
                events.append(LaneState(1, step, lane, state, draw(WORDS)))
            case "pace":
                events.append(LanePace(1, 0, lane, draw(FLOATS), draw(FLOATS)))
            case "results":
                pair = draw(st.tuples(FLOATS, FLOATS))
                result = NetworkResult(
                    "A", "sgd", draw(FLOATS), pair, 1.0, 2.0, 3.0, None, None, 4.0, 5, 6, 7, 8, draw(WORDS)
                )
                events.append(NetworkResults(1, step, {lane: result}))
                events.append(NetworkRaceState(1, step, draw(st.sampled_from(RunState)), draw(WORDS), 0.5))
    return events


@settings(max_examples=40)
@given(streams())
def test_a_record_is_read_back_equal(tmp_path_factory, events):
    record = recorded(events)
    path = tmp_path_factory.mktemp("records") / "race.record"
    record.save(path)
    again = RaceRecord.load(path)
    assert again == record
    assert list(again.lanes) == list(record.lanes)
    assert again.fairness == record.fairness


@pytest.mark.parametrize("through_mailbox", [False, True])
def test_a_race_on_a_surface_live_and_replayed(surface_race, tmp_path, through_mailbox):
    events, mailbox = list(surface_race()), Mailbox()
    live = RaceRecord()
    for event in events:
        live.take(event)
        mailbox.put(event)
    assert recorded(mailbox.take() if through_mailbox else events) == live
    live.save(tmp_path / "race.record")
    assert RaceRecord.load(tmp_path / "race.record") == live
    assert live.on == "surface"
    assert (live.state, live.progress) == (RunState.FINISHED, 1.0)
    path = live.lanes["lane-2"].path
    assert path.places.shape == (121, 2, 2)
    assert path.heights.shape == path.slopes.shape == (121, 2)
    assert path.evaluations.tolist() == list(range(121))
    assert {result.name for result in live.ranking} == {"SGD 1", "Adam", "SGD 2"}
    assert any("Gradient noise" in sentence for sentence in live.fairness.shared)


def test_a_race_that_cannot_be_run_says_why(surface_race):
    record = recorded(surface_race(lanes=()))
    assert record.state is RunState.FAILED
    assert "add at least one optimizer" in record.message
    assert record.ranking == []


def test_a_race_on_a_network_tells_what_changed_with_its_step(network_race, tmp_path):
    events = list(network_race())
    live = RaceRecord()
    for event in events:
        live.take(event)
    assert recorded(events) == live
    live.save(tmp_path / "race.record")
    again = RaceRecord.load(tmp_path / "race.record")
    assert again == live
    assert (live.on, live.metric, live.state) == ("network", "accuracy", RunState.FINISHED)
    assert live.change_words == (
        "SGD: learning rate 0.1 → 0.05 at step 12.",
        "Momentum joined at step 12, from the common start.",
        "Adam was dropped at step 16.",
    )
    assert set(live.change_words) <= set(again.fairness.differing)
    assert live.results["lane-2"].state == "dropped"
    sgd, momentum, adam = (live.lanes[f"lane-{number}"] for number in (1, 3, 2))
    assert (sgd.steps, momentum.steps, adam.steps) == (27, 27, 16)
    rates = sgd.repetitions[1].steps.learning_rate.values
    assert rates.tolist() == [0.1] * 12 + [0.05] * 15
    assert sgd.repetitions[0].gradients.tolist() == list(range(1, 28))
    assert set(again.paths.paths) == {"lane-1", "lane-3"}
    assert again.plane.loss.shape == (len(again.plane.y), len(again.plane.x))
    for name in ("train_loss", "validation_loss", "validation_metric"):
        one, other = (record.lanes["lane-1"].evaluated(name, "steps") for record in (live, again))
        for column, again_column in zip(one, other, strict=True):
            np.testing.assert_array_equal(column, again_column)
    for name in ("loss", "learning_rate"):
        one, other = (record.lanes["lane-1"].stepped(name, "steps") for record in (live, again))
        for column, again_column in zip(one, other, strict=True):
            np.testing.assert_array_equal(column, again_column)


def test_damage_is_reported_with_its_place(surface_race, tmp_path):
    path = tmp_path / "race.record"
    recorded(surface_race()).save(path)
    content = path.read_bytes()
    for length in range(0, len(content), 997):
        path.write_bytes(content[:length])
        with pytest.raises(FileProblem, match=r"^race\.record: .+\.$"):
            RaceRecord.load(path)
    path.write_bytes(content.replace(b"lanes.1.heights", b"lanes.1.depths_"))
    with pytest.raises(FileProblem, match=r"^race\.record: “lanes\.1\.heights” is missing\.$"):
        RaceRecord.load(path)
