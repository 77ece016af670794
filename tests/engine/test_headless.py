import csv
import io
import json
import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from playground.engine.events.run import RunState
from playground.engine.jobs import weight_autosave
from playground.engine.race.lanes import CannotRace
from playground.engine.runtime.devices import DeviceProblem
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.export.tables import plane_paths_csv
from playground.headless import train as headless
from playground.headless.race import race
from playground.headless.train import train
from playground.records.run import RunRecord
from playground.spec.base import Choice
from playground.spec.files import FileProblem
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec


def test_summary_of_classes(spiral):
    result = train(spiral)
    summary = json.loads(json.dumps(result.summary()))
    assert list(summary) == [
        "train_loss",
        "val_loss",
        "val_accuracy",
        "steps",
        "seconds",
        "steps_per_second",
        "device",
        "samples",
        "left_out",
    ]
    assert (summary["steps"], summary["device"]) == (54, "CPU")
    assert summary["train_loss"] == result.train_loss
    assert summary["val_loss"] == result.val_loss
    assert summary["val_accuracy"] == result.val_metric
    assert len(result.losses) == 54
    assert summary["steps_per_second"] == pytest.approx(54 / result.seconds, abs=0.05)


def test_summary_of_numbers(chain, project_of):
    project = project_of("sine", {}, chain(("linear", {"units": 1}, None)), "mse", epochs=2)
    result = train(project)
    assert result.metric == "r2"
    assert result.summary()["val_r2"] == result.val_metric
    assert "val_accuracy" not in result.summary()


def test_a_run_without_time_has_no_speed(noisy_net):
    result = replace(train(noisy_net, epochs=1), seconds=0.0)
    assert result.steps_per_second == 0.0


def test_it_is_the_session_trained_to_its_end(noisy_net, run_on):
    session = Session(noisy_net)
    losses = run_on(session)
    result, final = train(noisy_net), session.evaluate()
    assert result.losses.tolist() == losses
    assert np.array_equal(result.theta, session.theta.numpy())
    assert (result.train_loss, result.val_loss) == (final.train_loss, final.validation_loss)
    assert (result.train_metric, result.val_metric) == (final.train_metric, final.validation_metric)


def test_same_seed_same_numbers_other_seed_other_numbers(noisy_net, changed):
    first, again, other = train(noisy_net), train(noisy_net), train(noisy_net, seed=1)
    assert np.array_equal(first.losses, again.losses)
    assert np.array_equal(first.theta, again.theta)
    assert not np.array_equal(first.losses, other.losses)
    assert np.array_equal(other.losses, train(changed(noisy_net, seed=1)).losses)


def test_epochs_may_be_given(spiral, changed):
    assert train(spiral, epochs=2).steps == 18
    assert np.array_equal(train(spiral, epochs=2).theta, train(changed(spiral, epochs=2)).theta)


def test_progress_is_reported_until_the_end(spiral):
    seen = []
    result = train(spiral, on_progress=seen.append)
    steps = [progress.step for progress in seen]
    assert steps == sorted(set(steps))
    assert steps[-1] == 54
    assert {progress.total_steps for progress in seen} == {54}
    assert [progress.epoch for progress in seen] == pytest.approx([step / 9 for step in steps])
    assert [progress.loss for progress in seen] == [result.losses[step - 1] for step in steps]


def test_the_result_is_a_copy(spiral):
    result = train(spiral)
    kept = result.theta.copy()
    train(spiral, seed=3)
    assert np.array_equal(result.theta, kept)


def test_it_learns(spiral):
    result = train(spiral, epochs=300)
    assert result.losses[-9:].mean() < 0.4 * result.losses[:9].mean()
    assert result.train_metric > 0.9


def test_problems_are_raised_in_words(spiral):
    with pytest.raises(CannotTrain, match="no output"):
        train(spiral.with_(graph=spiral.graph.remove(["output-4"])))
    with pytest.raises(DeviceProblem, match="no device “cuda:99”"):
        train(spiral, device="cuda:99")


def test_continuing_from_a_file_ends_where_the_whole_run_does(noisy_net, tmp_path):
    path, whole = tmp_path / "run.weights", train(noisy_net)
    first = train(noisy_net, epochs=2, checkpoint=path)
    rest = train(noisy_net, resume_from=path)
    assert rest.steps == whole.steps
    assert np.array_equal(np.concatenate([first.losses, rest.losses]), whole.losses)
    assert np.array_equal(rest.theta, whole.theta)
    assert rest.val_loss == whole.val_loss


def test_weights_are_saved_on_the_way(spiral, tmp_path, monkeypatch):
    saved = []
    for module in (headless, weight_autosave):
        monkeypatch.setattr(
            module, "save", lambda session, path, points=None: saved.append((session.steps_done, path))
        )
    train(spiral, checkpoint=tmp_path / "run.weights", every=20)
    assert saved == [(step, tmp_path / "run.weights") for step in (20, 40, 54)]


def test_a_run_that_is_over_has_nothing_left_to_do(spiral, tmp_path):
    path = tmp_path / "run.weights"
    done = train(spiral, checkpoint=path)
    again = train(spiral, resume_from=path)
    assert len(again.losses) == 0
    assert (again.steps, again.val_loss, again.steps_per_second) == (54, done.val_loss, 0.0)


def test_weights_of_another_seed_are_refused(spiral, tmp_path):
    train(spiral, checkpoint=tmp_path / "run.weights")
    with pytest.raises(FileProblem, match="saved from a run with another seed"):
        train(spiral, seed=3, resume_from=tmp_path / "run.weights")


def test_every_curve_comes_as_arrays(spiral, tmp_path):
    result = train(spiral)
    curves = result.curves
    assert curves["step"].tolist() == list(range(1, 55))
    assert np.array_equal(curves["loss"], result.losses)
    assert curves["learning_rate"].tolist() == [0.01] * 54
    assert (curves["evaluated_step"][0], curves["evaluated_step"][-1]) == (0, 54)
    assert curves["train_loss"][-1] == result.train_loss
    assert curves["validation_metric"][-1] == result.val_metric
    assert result.changes == ()
    result.record.save(tmp_path / "run.record")
    assert RunRecord.load(tmp_path / "run.record") == result.record


def test_a_resumed_run_has_the_record_of_its_own_steps(spiral, tmp_path):
    path = tmp_path / "run.weights"
    train(spiral, epochs=2, checkpoint=path)
    assert train(spiral, resume_from=path).curves["step"].tolist() == list(range(19, 55))


def test_events_are_passed_on_as_they_come(spiral):
    events = []
    result = train(spiral, on_event=events.append)
    record = RunRecord()
    record.extend(events)
    assert record == result.record
    assert events[-1].state is RunState.FINISHED


def test_a_race_is_a_leaderboard_with_its_record(spiral, tmp_path):
    lanes = tuple(
        LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for kind, rate in (("sgd", 0.1), ("adam", 0.01))
    )
    seen = []
    board = race(
        spiral.with_(race=RaceSpec(on="network", lanes=lanes, epochs=4, seeds=2)),
        on_progress=lambda done, total: seen.append((done, total)),
        plane=True,
    )
    assert len(board) == 2
    assert board[0].final == min(result.final for result in board)
    assert board[:1] == [board[0]]
    assert seen[-1] == (36, 36)
    assert board.record.lanes["adam"].repetitions[1].steps.steps.tolist() == list(range(1, 37))
    assert board.record.plane.complete
    path = board.record.paths.paths["sgd"]
    assert path.steps[-1] == 36
    assert len(path.x) == len(path.y) == len(path.steps)


def test_the_same_race_with_and_without_its_plane_has_the_same_numbers(spiral):
    lanes = tuple(LaneSpec(id=kind, optimizer=Choice(kind=kind)) for kind in ("sgd", "adam"))
    project = spiral.with_(race=RaceSpec(on="network", lanes=lanes, epochs=4))
    plain, pictured = race(project), race(project, plane=True)
    for lane in ("sgd", "adam"):
        one, other = (board.record.lanes[lane].repetitions[0] for board in (plain, pictured))
        assert np.array_equal(one.steps.loss.values, other.steps.loss.values)
        assert np.array_equal(one.evaluations.column("train_loss"), other.evaluations.column("train_loss"))
    assert plain.record.plane is None
    rows = list(csv.DictReader(io.StringIO(plane_paths_csv(pictured.record))))
    assert {row["lane"] for row in rows} == {"SGD", "Adam"}
    path = pictured.record.paths.paths["sgd"]
    assert [float(row["x"]) for row in rows if row["lane"] == "SGD"] == path.x.tolist()
    assert plane_paths_csv(plain.record) == "step,lane,x,y,loss,off_plane\n"


def without_times(results):
    return [{**each.as_json(), "seconds_to_target": 0} for each in results]


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_race_resumes_as_if_nothing_had_happened(spiral, tmp_path):
    """With a target, two repetitions, a lane that diverges, and curves from before; also with more epochs later."""
    lanes = tuple(
        LaneSpec(id=kind, name="same", optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for kind, rate in (("sgd", 0.1), ("adam", 0.01), ("momentum", 90.0))
    )
    project = spiral.with_(race=RaceSpec(on="network", lanes=lanes, epochs=120, seeds=2, target=0.2))
    whole, file = race(project), tmp_path / "run.race"

    def interrupt(done, _total):
        if done > 0:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt, match="is saved in"):
        race(project, checkpoint=file, on_progress=interrupt)
    resumed = race(project, resume_from=file, checkpoint=file)
    assert without_times(resumed) == without_times(whole)
    assert list(resumed.curves) == ["same 1", "same 2", "same 3"]
    for lane in whole.record.lanes:
        for repetition, curves in whole.record.lanes[lane].repetitions.items():
            others = resumed.record.lanes[lane].repetitions[repetition]
            assert np.array_equal(curves.steps.loss.values, others.steps.loss.values)
            assert np.array_equal(
                curves.evaluations.column("train_loss"), others.evaluations.column("train_loss")
            )
    longer = race(project, epochs=130, resume_from=file)
    assert longer.record.lanes["adam"].repetitions[0].steps.steps.tolist() == list(range(1, 130 * 9 + 1))
    with pytest.raises(FileProblem, match=r"run\.race: this race was saved from one with another seed\."):
        race(project, seed=9, resume_from=file)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(FileProblem, match="this is not a saved race, or it is incomplete"):
        race(project, resume_from=file)


def test_a_race_on_a_surface_has_the_paths_of_its_lanes():
    board = race(Project(race=RaceSpec(surface=Choice(kind="booth"), steps=60, seeds=2, noise=0.1)))
    for lane in board.record.lanes.values():
        assert lane.path.places.shape == (61, 2, 2)
    with pytest.raises(CannotRace, match="no lanes"):
        race(Project(race=RaceSpec(lanes=())))
