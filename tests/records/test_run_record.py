"""The record of a run: built from its events whoever listens, stored, and read back equal."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import save as serialize

from playground.build.training_fixes import FixKind, TrainingFix
from playground.engine.events.mailbox import Mailbox
from playground.engine.events.pictures import GradientFlow
from playground.engine.events.run import (
    BestRestored,
    ChangeMarked,
    Evaluated,
    LayerInfo,
    Message,
    RunState,
    Scalars,
    Started,
    StateChanged,
)
from playground.records.run import RunRecord
from playground.spec.files import FileProblem

FLOATS = st.floats(allow_nan=True, allow_infinity=True, width=64)
WORDS = st.text(max_size=12)


def started(run=1, step=0):
    layers = (LayerInfo("linear-1", "Linear 1", 24), LayerInfo("linear-2", "Linear 2", 72))
    return Started(run, step, 9, 54, layers, "accuracy", "CPU", 0, 84, 36, 84)


def scalars(first, losses, rate=0.01, run=1):
    steps = np.arange(first, first + len(losses))
    return Scalars(run, int(steps[-1]), steps, np.array(losses, float), np.full(len(losses), rate))


def evaluated(step, loss=0.5, run=1):
    return Evaluated(run, step, step / 9, loss, loss + 0.1, 0.8, 0.7)


def flow(step, mean, run=1):
    nothing = np.full(len(mean), np.nan)
    return GradientFlow(run, step, np.array(mean), nothing, nothing, nothing, nothing, ())


@st.composite
def streams(draw):
    """Events of a run that may go back to earlier steps."""
    events, step = [started()], 0
    for kind in draw(
        st.lists(st.sampled_from(["steps", "evaluate", "mark", "state", "flow", "back", "best"]), max_size=14)
    ):
        match kind:
            case "steps":
                losses = draw(st.lists(FLOATS, min_size=1, max_size=40))
                events.append(scalars(step + 1, losses, draw(FLOATS)))
                step += len(losses)
            case "evaluate":
                events.append(Evaluated(1, step, *draw(st.tuples(*[FLOATS] * 5)), draw(st.booleans())))
            case "mark":
                events += [
                    ChangeMarked(1, step, draw(WORDS)),
                    Message(1, step, draw(WORDS), draw(st.booleans())),
                ]
            case "state":
                fix = draw(st.none() | st.builds(TrainingFix, st.sampled_from(FixKind), FLOATS))
                events.append(StateChanged(1, step, draw(st.sampled_from(RunState)), draw(WORDS), None, fix))
            case "flow":
                events.append(flow(step, draw(st.lists(FLOATS, min_size=2, max_size=2))))
            case "back":
                step = draw(st.integers(0, step))
                events.append(started(step=step))
            case "best":
                events.append(BestRestored(1, step, draw(st.integers(0, step)), evaluated(step)))
    return events


@settings(max_examples=40)
@given(streams())
def test_a_record_is_read_back_equal(tmp_path_factory, events):
    record = RunRecord()
    record.extend(events)
    path = tmp_path_factory.mktemp("records") / "run.record"
    record.save(path)
    again = RunRecord.load(path)
    assert again == record
    for name, curve in record.curves.items():
        np.testing.assert_array_equal(again.curves[name], curve)
    assert [(mark.step, mark.text, mark.kind) for mark in again.marks] == [
        (mark.step, mark.text, mark.kind) for mark in record.marks
    ]
    again.take(scalars(again.steps.newest + 1, [0.25, 0.5]))  # it can grow on
    assert again != record


def test_records_with_other_numbers_are_not_equal():
    one, other = RunRecord(), RunRecord()
    one.extend([started(), scalars(1, [0.5, np.nan])])
    other.extend([started(), scalars(1, [0.5, np.nan])])
    assert one == other
    other.take(ChangeMarked(1, 2, "learning rate 0.1 → 0.01"))
    assert one != other


def test_going_back_overwrites_curves_and_marks():
    record = RunRecord()
    record.extend(
        [started(), scalars(1, [1.0] * 20), ChangeMarked(1, 5, "five"), ChangeMarked(1, 15, "fifteen")]
    )
    record.extend([evaluated(20), started(step=10), evaluated(10), scalars(11, [2.0] * 3)])
    assert record.curves["loss"].tolist() == [1.0] * 10 + [2.0] * 3
    assert record.curves["evaluated_step"].tolist() == [10]
    assert [mark.text for mark in record.marks] == ["five"]


def test_events_of_another_run_are_ignored():
    record = RunRecord()
    record.extend([started(), scalars(1, [1.0]), scalars(2, [7.0], run=2)])
    assert record.curves["loss"].tolist() == [1.0]


def test_the_best_weights_are_what_counts_at_the_end():
    record = RunRecord()
    best = evaluated(54, 0.2)
    record.extend([started(), scalars(1, [1.0] * 54), evaluated(54, 0.9), BestRestored(1, 54, 27, best)])
    assert record.final == best
    assert [(mark.step, mark.kind) for mark in record.marks] == [(27, "best")]
    assert record.changes == ()


@pytest.mark.parametrize("through_mailbox", [False, True])
def test_live_and_replayed_records_are_equal(live_run, through_mailbox):
    """However the events are joined on the way, they make the same record."""
    live, replayed, kept = RunRecord(), RunRecord(), []
    mailbox = Mailbox()
    for number, event in enumerate(live_run()):
        live.take(event)
        kept.append(event)
        mailbox.put(event)
        if through_mailbox and number % 7 == 0:
            replayed.extend(mailbox.take())
    replayed.extend(mailbox.take() if through_mailbox else kept)
    assert replayed == live
    assert live.curves["step"].tolist() == list(range(1, 55))
    assert [(mark.step, mark.text) for mark in live.changes] == [(20, "learning rate 0.01 → 0.002")]
    assert live.states[-1].state is RunState.FINISHED


# --- damaged files -----------------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path):
    record = RunRecord()
    record.extend([started(), scalars(1, [1.0, 0.5]), evaluated(2), flow(2, [0.1, 0.2])])
    path = tmp_path / "run.record"
    record.save(path)
    return path


def test_a_file_cut_anywhere_is_refused_in_words(stored):
    content = stored.read_bytes()
    for length in range(0, len(content), 37):
        stored.write_bytes(content[:length])
        with pytest.raises(FileProblem, match=r"^run\.record: .+\.$"):
            RunRecord.load(stored)


@pytest.mark.parametrize(
    ("arrays", "header", "words"),
    [
        ({"step": None}, {}, "“step” is missing"),
        ({"loss": np.zeros(3)}, {}, "“loss” has an unexpected type or shape"),
        ({"step": np.array([2, 1])}, {}, "the steps of “step” do not ascend"),
        ({"flow_sums": np.zeros((2, 601))}, {}, "“flow_counts” has an unexpected type or shape"),
        ({}, {"run": "one"}, "the header is damaged: “run”"),
        ({}, {"marks": [{"step": 1}]}, "the header is damaged: “marks → 0 → text”"),
    ],
)
def test_damage_is_reported_with_its_place(stored, arrays, header, words):
    record = RunRecord.load(stored)
    _, kept = record._parts()
    with safe_open(stored, "np") as content:
        metadata = content.metadata()
    kept = {name: array for name, array in {**kept, **arrays}.items() if array is not None}
    metadata["header"] = json.dumps({**json.loads(metadata["header"]), **header})
    stored.write_bytes(
        serialize({name: np.ascontiguousarray(array) for name, array in kept.items()}, metadata)
    )
    with pytest.raises(FileProblem) as problem:
        RunRecord.load(stored)
    assert str(problem.value).startswith(f"run.record: {words}")
    assert str(problem.value).endswith(".")


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "other.record"
    with pytest.raises(FileProblem, match="cannot be read: No such file"):
        RunRecord.load(path)
    path.write_bytes(serialize({"a": np.zeros(1)}))
    with pytest.raises(FileProblem, match="not saved as a record by Descent"):
        RunRecord.load(path)
    about = {"format": "descent record", "version": 1, "kind": "race"}
    path.write_bytes(serialize({"a": np.zeros(1)}, {"descent": json.dumps(about)}))
    with pytest.raises(FileProblem, match="this is not the record of a run"):
        RunRecord.load(path)
    about = {"format": "descent record", "version": 2, "kind": "run"}
    path.write_bytes(serialize({"a": np.zeros(1)}, {"descent": json.dumps(about)}))
    with pytest.raises(FileProblem, match="written by a newer Descent"):
        RunRecord.load(path)


def test_a_place_that_cannot_be_written_is_reported(tmp_path):
    with pytest.raises(FileProblem, match=r"run\.record: cannot be saved"):
        RunRecord().save(tmp_path / "missing" / "run.record")


def test_the_header_of_a_file_is_strict_json(tmp_path):
    """R² may be undefined, and a loss may overflow; both come back as they were."""
    record = RunRecord()
    record.extend([started(), Evaluated(1, 0, 0.0, float("inf"), 0.5, float("nan"), float("-inf"))])
    record.save(tmp_path / "run.record")
    with safe_open(tmp_path / "run.record", "np") as content:
        header = content.metadata()["header"]
    json.loads(header, parse_constant=pytest.fail)
    again = RunRecord.load(tmp_path / "run.record")
    assert again == record
    assert again.newest.train_loss == float("inf")
