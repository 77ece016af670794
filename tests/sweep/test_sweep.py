"""Sweeps from proposals to results: processes, retries, files, resuming, Optuna and Ray."""

import csv
import json
from multiprocessing import active_children
from pathlib import Path

import pytest
import torch

from playground.cli import main
from playground.headless.train import train
from playground.records.sweep import SweepRecord, TrialResult
from playground.records.sweep_storage import SweepAbout, SweepFile, load_sweep, trial_of
from playground.spec.files import FileProblem, dumps, load, save
from playground.sweep.cluster import RayRunner
from playground.sweep.job import TrialsEnded, sweep_events
from playground.sweep.optuna_sampler import OptunaSampler
from playground.sweep.plan import SweepPlan
from playground.sweep.run import RETRIES, Sweep
from playground.sweep.runner import Done, InlineRunner, Lost, Report
from playground.sweep.sampler import GridSampler
from playground.sweep.settings import apply
from playground.sweep.space import space_of
from playground.sweep.task import Task

EXAMPLE = Path(__file__).parents[2] / "assets" / "examples" / "circle.descent"
AXES = {"learning_rate": "0.01,0.1", "optimizer": "sgd,adam"}
CURVES = ("evaluated_step", "epoch", "train_loss", "validation_loss", "train_metric", "validation_metric")


@pytest.fixture(autouse=True)
def threads_as_before():
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def project():
    found = load(EXAMPLE)
    points = found.data.dataset.with_params(samples=60)
    return found.with_(
        training=found.training.with_(epochs=2, seed=5, device="cpu"), data=found.data.with_(dataset=points)
    )


def assert_as_trained(project, result):
    """A trial is what training with its settings and seed gives, to the last bit."""
    alone = train(apply(project, result.settings), seed=result.seed)
    assert result.state == "finished"
    assert (result.validation_loss, result.train_loss) == (alone.val_loss, alone.train_loss)
    assert (result.validation_metric, result.train_metric) == (alone.val_metric, alone.train_metric)
    assert {name: list(result.curves[name]) for name in CURVES} == {
        name: alone.curves[name].tolist() for name in CURVES
    }


class Scripted:
    """A runner whose workers do what a test says: the answer to each submitted task."""

    capacity = 2

    def __init__(self, answer):
        self.answer_of, self.inbox, self.submitted, self.answers = answer, [], [], []

    def submit(self, number, task):
        self.submitted.append((number, task))
        self.inbox += self.answer_of(number, task, len(self.submitted))

    def messages(self, seconds):
        found, self.inbox = self.inbox, []
        return found

    def answer(self, number, *, stop):
        self.answers.append((number, stop))

    def close(self):
        self.inbox = None


def done(number, task, state="finished", loss=0.5):
    result = TrialResult(settings=dict(task.settings), seed=task.seed, state=state, validation_loss=loss)
    return Done(number, json.dumps({"settings": result.settings, "seed": result.seed, "state": state,
                                    "validation_loss": loss}))  # fmt: skip


@pytest.fixture(scope="module")
def swept(project, tmp_path_factory):
    """A sweep in one process, which is killed once: its file and its record."""
    path = tmp_path_factory.mktemp("sweep") / "circle.sweep"
    plan, record, killed = SweepPlan(project=project, axes=AXES, seeds=2), SweepRecord(), []
    for event in sweep_events(plan, path, 1):
        for process in active_children() if not killed else ():
            process.kill()
            killed.append(process.pid)
        assert isinstance(event, TrialsEnded)
        for result in event.results:
            assert record.add(result)
    assert killed
    assert (event.settled, event.total) == (8, 8)
    return path, record


def test_trials_of_processes_are_what_training_gives_although_one_was_killed(project, swept):
    path, record = swept
    assert len(record) == 8
    assert {trial.seed for trial in record.trials} == {5, 6}
    assert_as_trained(project, record.trials[0])
    assert_as_trained(project, record.trials[-1])
    about, loaded = load_sweep(path)
    assert about.project == dumps(project)
    assert loaded.trials == record.trials


def test_the_command_reports_and_counts_nothing_twice(project, swept, tmp_path, capsys, monkeypatch):
    path, record = swept
    monkeypatch.chdir(tmp_path)
    save(project, "circle.descent")
    before = path.read_bytes()
    grid = ["--grid", "learning_rate=0.01,0.1", "--optimizer", "sgd,adam", "--seeds", "2"]
    command = ["sweep", "circle.descent", *grid, "--output", str(path)]
    assert main([*command, "--resume", "--json", "--csv", "table.csv"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    best = record.ranking("loss")[0]
    assert report["ranking"][0] == {
        "settings": best.settings, "median": best.value("loss"), "seeds": 2, "complete": True,
    }  # fmt: skip
    assert len(report["trials"]) == 8
    assert "optimizer: sgd, adam" in printed.err
    assert path.read_bytes() == before
    rows = list(csv.DictReader(Path("table.csv").read_text().splitlines()))
    assert [float(row["validation_loss"]) for row in rows] == [t.validation_loss for t in record.trials]
    assert main(command) == 2
    assert "exists: continue that sweep with --resume" in capsys.readouterr().err
    Path("empty.sweep").touch()
    SweepFile.create("empty.sweep", SweepAbout("", ()))
    with pytest.raises(FileProblem, match="No space left"):
        SweepFile.create("/dev/full", SweepAbout("", ()))
    Path("empty.sweep").write_bytes(b"")
    with pytest.raises(FileProblem, match="nothing stands in it; begin the sweep without --resume"):
        SweepFile.resume("empty.sweep")
    assert main([*command, "--resume", "--epochs", "3"]) == 2
    assert "belongs to another project" in capsys.readouterr().err
    assert main([*command, "--pruner", "median"]) == 2
    assert main(["sweep", "circle.descent", "--grid", "learning_rate"]) == 2
    assert "--pruner needs --trials" in (words := capsys.readouterr().err)
    assert "NAME=VALUES" in words


def test_a_file_cut_anywhere_holds_whole_trials_and_is_resumed(project, swept, tmp_path):
    content = swept[0].read_bytes()
    lines = content.splitlines(keepends=True)
    path = tmp_path / "cut.sweep"
    for length in (len(content) - 1, len(content) - len(lines[-1]), len(content) - len(lines[-1]) - 9):
        path.write_bytes(content[:length])
        file, _, record = SweepFile.resume(path)
        assert len(record) == content[:length].count(b"\n") - 1
    left = swept[1].trials[len(record) :]
    for trial in left:
        file.add(trial)
    assert path.read_bytes() == content
    path.write_bytes(content.replace(b'"seed":6', b'"seed":x'))
    with pytest.raises(FileProblem, match=r"line \d is damaged"):
        load_sweep(path)
    path.write_bytes(b"{}\n")
    with pytest.raises(FileProblem, match="not the file of a sweep"):
        load_sweep(path)


def test_a_resumed_sweep_trains_what_is_left_and_stops_when_asked(project, swept):
    record = SweepRecord()
    for trial in swept[1].trials[:6]:
        record.add(trial)
    new = []
    sweep = Sweep(project, GridSampler(space_of(project, AXES)), 2, InlineRunner(), record)
    assert not sweep.run(new.append, stopped=lambda: True)
    assert sweep.run(new.append) is True
    assert [trial.key for trial in new] == [trial.key for trial in swept[1].trials[6:]]
    assert [(t.validation_loss, t.curves) for t in new] == [
        (t.validation_loss, t.curves) for t in swept[1].trials[6:]
    ]


def test_lost_tasks_are_tried_a_bounded_number_of_times(project):
    space = space_of(project, {"batch_size": "1,2,3"})

    def answer(number, task, _count):
        if task.settings["batch_size"] == 2:
            return [Lost(number, "It died.")]
        return [done(number, task), done(number, task)]  # twice: late news of a worker thought dead

    runner, record = Scripted(answer), SweepRecord()
    results = []
    assert Sweep(project, GridSampler(space), 1, runner, record).run(results.append)
    assert [task.settings["batch_size"] for _, task in runner.submitted].count(2) == 1 + RETRIES
    assert len(results) == len(record) == 3
    lost = next(trial for trial in record.trials if trial.settings["batch_size"] == 2)
    assert lost.state == "lost"
    assert f"tried {1 + RETRIES} times" in lost.message
    assert lost.key not in record  # and is run again by the next sweep
    assert record.add(trial_of(done(9, Task("", lost.settings, lost.seed)).result))


def test_what_a_project_cannot_do_is_a_result(project):
    record = SweepRecord()
    axes = {"loss": "mse", "learning_rate": "100", "optimizer": "sgd", "linear-1.activation": "none"}
    Sweep(project, GridSampler(space_of(project, axes)), 1, InlineRunner(), record).run()
    axes = {"linear-2.units": "3"}
    Sweep(project, GridSampler(space_of(project, axes)), 1, InlineRunner(), record).run()
    assert [trial.state for trial in record.trials] == ["diverged", "failed"]
    assert all(trial.message.endswith(".") for trial in record.trials)


def test_optuna_draws_prunes_and_learns_from_what_is_done(project):
    space = space_of(project, {"learning_rate": "1e-4..1", "batch_size": "8..64", "optimizer": "sgd,adam"})

    def answer(number, task, _count):
        loss = abs(task.settings["learning_rate"] - 0.1)
        return (
            [Report(number, 1.0, loss), done(number, task, loss=loss)]
            if task.judged
            else [done(number, task)]
        )

    def swept_by(method, record, trials):
        runner = Scripted(answer)
        sampler = OptunaSampler(space, trials, method, "median", "loss", 3, record)
        Sweep(project, sampler, 2, runner, record).run()
        return runner

    record = SweepRecord()
    runner = swept_by("random", record, 12)
    drawn = [point.settings for point in record.points()]
    assert len(drawn) == 12
    assert all(1e-4 <= point["learning_rate"] <= 1 and 8 <= point["batch_size"] <= 64 for point in drawn)
    assert any(stop for _, stop in runner.answers)
    again = SweepRecord()
    swept_by("random", again, 12)
    assert again.trials == record.trials
    assert not swept_by("random", record, 12).submitted
    assert len(swept_by("tpe", record, 14).submitted) == 4


def test_a_ray_cluster_trains_the_same_and_stops_trials(project, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    runner, record = RayRunner("local", 1), SweepRecord()
    runner.submit(1, Task(dumps(project), {"batch_size": 8}, 5, judged=True))
    stopped = []
    while not stopped:
        for message in runner.messages(60):
            if isinstance(message, Report):
                runner.answer(message.task, stop=True)
            else:
                stopped.append(trial_of(message.result))
    assert stopped[0].state == "pruned"
    assert Sweep(project, GridSampler(space_of(project, {"batch_size": "9"})), 1, runner, record).run()
    assert_as_trained(project, record.trials[0])
