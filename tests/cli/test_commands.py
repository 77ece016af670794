"""The command line and the public names, as somebody without a screen uses them."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import tqdm

import playground
from playground import load, save, train
from playground.build.data.choose_data import with_dataset
from playground.build.data.facts import info_of
from playground.catalog.datasets.idx import IdxImages
from playground.cli import main
from playground.cli.registry import COMMANDS
from playground.engine.jobs import data_loading
from playground.spec.base import Choice
from playground.spec.files import FileProblem
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.spec.race import RaceSpec

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "assets" / "examples"
IRIS = EXAMPLES / "iris.descent"
KEYS = [
    "train_loss",
    "val_loss",
    "val_accuracy",
    "steps",
    "seconds",
    "steps_per_second",
    "device",
    "samples",
    "left_out",
    "measures",
]


@pytest.fixture(autouse=True)
def threads_as_before():
    """Training chooses the number of torch's threads."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def python(*arguments, **environment):
    """A Python process of its own; an environment variable given as None is taken away."""
    env = {**os.environ, **environment}
    env = {name: value for name, value in env.items() if value is not None}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def variant(tmp_path):
    """A file of the iris example, changed."""

    def make(change):
        project = change(load(IRIS))
        file = tmp_path / "variant.descent"
        save(project, file)
        return file

    return make


def outcome(capsys):
    """The JSON of the last line of the output."""
    return json.loads(capsys.readouterr().out.splitlines()[-1])


# --- train ---------------------------------------------------------------------------------------------


def test_train_prints_the_outcome(capsys):
    assert main(["train", str(IRIS), "--epochs", "1", "--device", "cpu", "--json"]) == 0
    printed = capsys.readouterr()
    first, (last,) = printed.err, printed.out.splitlines()
    told = json.loads(last)
    assert list(told) == KEYS
    assert (told["steps"], told["device"]) == (7, "CPU")
    assert 0 < told["val_accuracy"] <= 1
    assert first.startswith(
        f"iris: validation loss {told['val_loss']:.4g}, accuracy {told['val_accuracy']:.4f} after 7"
    )


def refuse(token):
    raise AssertionError(f"{token} is not JSON")


def test_json_has_null_where_a_number_is_undefined(tmp_path, capsys):
    """R² of a single validation value."""
    table = tmp_path / "few.csv"
    table.write_text("x,y\n" + "".join(f"{k}.5,{k * k}.25\n" for k in range(10)))
    project = load(EXAMPLES / "sine-1d.descent")
    data = project.data.with_(dataset=Choice(kind="csv", params={"path": str(table)}), validation=0.1, seed=1)
    save(project.with_(data=data), tmp_path / "few.descent")
    assert main(["train", str(tmp_path / "few.descent"), "--epochs", "1", "--json"]) == 0
    words, (last,) = (printed := capsys.readouterr()).err, printed.out.splitlines()
    assert "R² undefined" in words
    assert json.loads(last, parse_constant=refuse)["val_r2"] is None


def test_without_json_there_is_one_line(capsys):
    assert main(["train", str(IRIS), "--epochs", "1"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_regression_tells_r2(capsys):
    assert main(["train", str(EXAMPLES / "sine-1d.descent"), "--epochs", "1", "--json"]) == 0
    printed = capsys.readouterr()
    assert "R² " in printed.err
    assert "val_r2" in json.loads(printed.out)


def test_the_same_seed_gives_the_same_numbers(capsys):
    told = []
    for seed in ("3", "3", "4"):
        assert main(["train", str(IRIS), "--epochs", "2", "--seed", seed, "--device", "cpu", "--json"]) == 0
        told.append({name: value for name, value in outcome(capsys).items() if "second" not in name})
    assert told[0] == told[1]
    assert told[0]["train_loss"] != told[2]["train_loss"]


def test_the_command_says_what_the_function_returns(capsys):
    assert main(["train", str(IRIS), "--epochs", "3", "--device", "cpu", "--json"]) == 0
    told, result = outcome(capsys), train(load(IRIS), epochs=3, device="cpu")
    assert (told["train_loss"], told["val_loss"]) == (result.train_loss, result.val_loss)
    assert told["measures"]["macro_f1"] == result.evaluate().summary()["macro_f1"]
    assert [each["class"] for each in told["measures"]["classes"]] == list(result.evaluate().measures.names)


def test_train_as_a_process_needs_no_qt():
    code = (
        "import atexit, runpy, sys; "
        "atexit.register(lambda: print('torch' in sys.modules, 'PySide6' in sys.modules, file=sys.stderr)); "
        "runpy.run_module('playground', run_name='__main__', alter_sys=True)"
    )
    arguments = ("train", IRIS, "--epochs", "1", "--json")
    done = python("-c", code, *arguments, DISPLAY=None, QT_QPA_PLATFORM=None)
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 2)
    assert done.stderr.splitlines()[-1] == "True False"
    assert list(json.loads(done.stdout)) == KEYS


def test_a_run_in_two_parts_ends_where_the_whole_one_does(capsys, tmp_path):
    weights = str(tmp_path / "iris.weights")
    assert main(["train", str(IRIS), "--epochs", "4", "--device", "cpu", "--json"]) == 0
    whole = outcome(capsys)
    assert main(["train", str(IRIS), "--epochs", "2", "--device", "cpu", "--checkpoint", weights]) == 0
    again = ["--resume", weights, "--checkpoint", weights, "--every", "5"]
    assert main(["train", str(IRIS), "--epochs", "4", "--device", "cpu", *again, "--json"]) == 0
    rest = outcome(capsys)
    assert all(whole[name] == rest[name] for name in KEYS if "second" not in name)


def test_weights_that_are_none_are_refused(capsys, tmp_path):
    assert main(["train", str(IRIS), "--resume", str(IRIS)]) == 2
    assert capsys.readouterr().err == (
        "playground: iris.descent: this is not a weight file, or it is incomplete.\n"
    )
    assert main(["train", str(IRIS), "--every", "5"]) == 2
    assert capsys.readouterr().err == "playground: --every needs --checkpoint, which says where to save.\n"


def test_a_learning_rate_is_found(capsys):
    assert main(["lr-find", str(IRIS), "--device", "cpu", "--json"]) == 0
    first, (last,) = (printed := capsys.readouterr()).err, printed.out.splitlines()
    told = json.loads(last)
    assert len(told["learning_rate"]) == len(told["loss"]) == len(told["smooth"]) > 50
    assert first.startswith(f"iris: learning rate {told['suggestion']:g}, where the loss falls fastest; ")


def test_a_run_that_diverges(variant, capsys):
    def wild(project):
        sgd = project.training.optimizer.with_(kind="sgd", params={"learning_rate": 100.0})
        loss = project.training.loss.with_(kind="mse", params={})
        return project.with_(training=project.training.with_(optimizer=sgd, loss=loss))

    assert main(["train", str(variant(wild))]) == 2
    said = capsys.readouterr().err
    assert said.startswith("playground: The loss is not finite at step ")
    assert said.endswith(" Lower the learning rate to 0.6.\n")


def test_a_project_with_a_problem_is_not_trained(variant, capsys):
    file = variant(lambda p: p.with_(graph=p.graph.remove(["output-1"])))
    assert main(["train", str(file)]) == 2
    assert capsys.readouterr() == ("", "playground: The network has no output.\n")


def test_a_device_that_is_not_there(capsys):
    assert main(["train", str(IRIS), "--device", "cuda:99"]) == 2
    assert capsys.readouterr().err.startswith("playground: This machine has no device “cuda:99”; it has cpu")


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--epochs", "0", "must be a whole number from 1 to 1000000"),
        ("--epochs", "1000001", "must be a whole number from 1 to 1000000"),
        ("--epochs", "many", "must be a whole number from 1 to 1000000"),
        ("--seed", "-1", "must be a whole number from 0 to 2147483647"),
        ("--seed", "2147483648", "must be a whole number from 0 to 2147483647"),
        ("--device", "gpu", "must be auto, cpu, mps or like cuda:0, xpu:0"),
    ],
)
def test_options_that_cannot_be(option, value, sentence, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", str(IRIS), option, value])
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith(f"argument {option}: {sentence}\n")


def test_an_interrupted_run(monkeypatch, capsys):
    def interrupt(self, count):
        raise KeyboardInterrupt

    monkeypatch.setattr(tqdm.tqdm, "update", interrupt)
    assert main(["train", str(IRIS)]) == 130
    assert capsys.readouterr() == ("", "Interrupted.\n")


def test_a_terminal_is_shown_how_far_files_are_read(tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    class Eager(tqdm.tqdm):
        def __init__(self, **options):
            super().__init__(**{**options, "delay": 0, "mininterval": 0})

    rows = "".join(f"{number % 7},{number % 3},{number % 5}.5\n" for number in range(60_000))
    (tmp_path / "houses.csv").write_text(f"a,b,y\n{rows}")
    nodes = [Node(id=kind, kind=kind) for kind in ("input", "linear", "output")]
    nodes[1] = nodes[1].with_(params={"units": 1})
    graph = Graph(nodes=tuple(nodes)).connect("input", "linear").connect("linear", "output")
    project = Project(graph=graph)
    data = project.data.with_(dataset=Choice(kind="csv", params={"path": str(tmp_path / "houses.csv")}))
    training = project.training.with_(loss=Choice(kind="mse"), epochs=1, batch_size=4096)
    save(project.with_(data=data, training=training), tmp_path / "houses.descent")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(tqdm, "tqdm", Eager)
    monkeypatch.setattr(data_loading, "REPORT_EVERY", 0)  # a quick machine is watched closely enough, too
    monkeypatch.setattr(data_loading, "CHECK_EVERY", 0.001)
    assert main(["train", str(tmp_path / "houses.descent")]) == 0
    parts = [int(part) for part in re.findall(r"reading houses\.csv: +(\d+)%", terminal.getvalue())]
    assert max(parts) == 100  # how many there are before depends on the machine
    assert re.search(r"step/s.*loss", terminal.getvalue())


# --- check ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.descent")), ids=lambda file: file.stem)
def test_examples_have_no_problems(file, capsys, monkeypatch):
    monkeypatch.setattr(IdxImages, "find", lambda self: ())  # whether this machine has images matters not
    monkeypatch.setattr(IdxImages, "counted", lambda self, files: self.counts)
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out.startswith("No problems: ")


def test_check_finds_data_beside_the_project_from_anywhere_and_says_how_many_rows_are_used(
    tmp_path, monkeypatch, capsys
):
    rows = "".join(f"{place},{place % 3}.5,{'uv'[place % 2]}\n" for place in range(30))
    (tmp_path / "data.csv").write_text("id,x,kind\n" + rows + "30,,u\n")
    params = {"path": str(tmp_path / "data.csv"), "incomplete": "leave out"}
    choice = Choice(kind="csv", params=params)
    assert info_of(choice).samples == 30
    save(with_dataset(load(IRIS), choice), tmp_path / "p.descent")
    monkeypatch.chdir("/")
    assert main(["check", str(tmp_path / "p.descent")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Data: 30 samples; left out: 1 of 31 rows, column “id” (counts the rows)."


def test_check_counts_parameters(capsys):
    assert main(["check", str(EXAMPLES / "spiral.descent")]) == 0
    assert capsys.readouterr().out == ("No problems: 114 parameters, 96 multiply-adds.\nData: 500 samples.\n")


def test_check_prints_every_problem_with_its_place(variant, capsys):
    def broken(project):
        data = project.data.with_(dataset=project.data.dataset.with_(kind="nothing"))
        return project.with_(graph=project.graph.remove(["output-1"]), data=data)

    assert main(["check", str(variant(broken))]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert "The network has no output." in said.out
    assert "data: There is no data set called “nothing”." in said.out
    assert any(line.startswith("Linear") and "(linear-" in line for line in said.out.splitlines())


# --- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["train", "check"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{ not json", "broken.descent: line 1, column 3: broken JSON: expecting property name"),
        (b"\xff\xfe\x00", "broken.descent: this is not a Descent file (it is not text)."),
        (b"[1, 2]", "broken.descent: this is not a Descent file."),
        (
            b'{"format": "descent", "version": 99, "project": {}}',
            "broken.descent: was written by a newer Descent",
        ),
        (
            b'{"format": "descent", "version": 1, "project": {"training": {"epochs": -1}}}',
            "broken.descent: training → epochs: ",
        ),
        (None, "broken.descent: cannot be read: "),
    ],
)
def test_a_broken_file_is_reported_in_one_sentence(content, sentence, command, tmp_path, capsys):
    file = tmp_path / "broken.descent"
    if content is not None:
        file.write_bytes(content)
    assert main([command, str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"playground: {sentence}")
    assert said.err.count("\n") == 1


# --- without a screen ----------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), (IRIS,)])
def test_without_a_display_the_window_says_what_works(arguments):
    done = python("-m", "playground", *arguments, DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "playground: There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); "
        "“playground train FILE” works without a screen.\n"
    )


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"Descent {playground.__version__}\n"


def test_help_names_the_commands(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    said = capsys.readouterr().out
    assert all(command in said for command in ("train", "check", "screenshots"))


# --- from Python ---------------------------------------------------------------------------------------


def test_load_train_save(tmp_path):
    project = load(IRIS)
    changed = project.with_(training=project.training.with_(epochs=2))
    save(changed, tmp_path / "mine.descent")
    again = load(tmp_path / "mine.descent")
    assert again == changed
    assert train(again).steps == 2 * train(project, epochs=1).steps


def test_load_tells_what_is_wrong(tmp_path):
    with pytest.raises(FileProblem, match=r"nowhere.descent: cannot be read"):
        load(tmp_path / "nowhere.descent")


def test_public_names():
    assert {"RaceRecord", "RunRecord", "load", "race", "save", "train"} <= set(playground.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        playground.nothing  # noqa: B018


@pytest.mark.parametrize("module", ["playground", "playground.cli"])
def test_importing_is_cheap(module):
    code = (
        f"import sys, {module}; import playground; assert playground.__version__; "
        "print([name for name in ('torch', 'PySide6', 'numpy', 'pydantic') if name in sys.modules])"
    )
    done = python("-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_race_prints_the_leaderboard_and_json_last(tmp_path, capsys):
    choice = {"kind": "momentum", "params": {"learning_rate": 1e-3}}
    file = tmp_path / "race.descent"
    lanes = ({"id": "a", "optimizer": choice, "name": "Ball"}, {"id": "b", "optimizer": {"kind": "sgd"}})
    save(Project(race=RaceSpec(lanes=lanes, surface={"kind": "rosenbrock"}, steps=2000)), file)
    assert main(["race", str(file), "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith(" 1. Ball")
    first, second = json.loads(printed.out)["lanes"]
    assert list(first)[:7] == [
        "name",
        "optimizer",
        "final",
        "best",
        "steps_to_target",
        "evaluations",
        "state",
    ]
    assert (first["name"], first["optimizer"], first["evaluations"]) == ("Ball", "momentum", 2000)
    assert 0 < first["steps_to_target"] < 2000
    assert second["steps_to_target"] is None
    assert [result.name for result in playground.race(load(file))] == ["Ball", second["name"]]


def test_race_writes_a_table_and_a_page_with_light_and_dark_pictures(tmp_path, qapp):
    file = tmp_path / "race.descent"
    save(Project(race=RaceSpec(surface={"kind": "booth"}, steps=60)), file)
    table, page = tmp_path / "out.csv", tmp_path / "out.html"
    assert main(["race", str(file), "--csv", str(table), "--report", str(page)]) == 0
    assert len(table.read_text(encoding="utf-8").splitlines()) == 1 + len(RaceSpec().lanes)
    text = page.read_text(encoding="utf-8")
    assert text.count("data:image/svg+xml") == 4
    assert "playground race race.descent" in text


def test_the_page_of_a_race_on_a_network_has_its_plane_curves_and_tuning(tmp_path, qapp, capsys):
    file, page = tmp_path / "race.descent", tmp_path / "out.html"
    project = load(EXAMPLES / "race-digits.descent")
    race = project.race
    save(project.with_(race=race.with_(epochs=2, lanes=race.lanes[:2])), file)
    assert main(["race", str(file), "--report", str(page), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])["lanes"]
    assert [lane["final"] for lane in told] == [result.final for result in playground.race(load(file))]
    text = page.read_text(encoding="utf-8")
    titles = re.findall("<figcaption>(.*?)</figcaption>", text)
    assert [title.split()[0] for title in titles] == ["The", "Training", "Validation", "Accuracy"]
    assert text.count("data:image/svg+xml") == 2 * len(titles)
    assert "the same samples in the same order" in text
    assert main(["race", str(file), "--report", str(page), "--tune"]) == 0
    assert "at each learning rate" in page.read_text(encoding="utf-8")


def test_records_are_written_where_they_are_requested(tmp_path, capsys):
    run, race = tmp_path / "run.record", tmp_path / "race.record"
    assert main(["train", str(IRIS), "--epochs", "2", "--record", str(run), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    record = playground.RunRecord.load(run)
    assert record.curves["step"].tolist() == list(range(1, summary["steps"] + 1))
    assert record.final.train_loss == summary["train_loss"]
    file = tmp_path / "race.descent"
    save(Project(race=RaceSpec(surface={"kind": "booth"}, steps=60)), file)
    assert main(["race", str(file), "--record", str(race)]) == 0
    assert all(
        lane.path.places.shape == (61, 1, 2) for lane in playground.RaceRecord.load(race).lanes.values()
    )
    assert (
        main(["train", str(IRIS), "--epochs", "1", "--record", str(tmp_path / "missing" / "run.record")]) == 2
    )
    assert "run.record: cannot be saved" in capsys.readouterr().err


def test_help_lists_every_command_with_a_sentence(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    words = " ".join(capsys.readouterr().out.split())
    for command in COMMANDS:
        assert f" {command.name} {command.help}" in words
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


def test_rates_are_tried_only_where_a_page_shows_them(tmp_path, capsys):
    file = tmp_path / "race.descent"
    save(Project(race=RaceSpec(steps=60)), file)
    assert main(["race", str(file), "--tune", "--report", str(tmp_path / "out.html")]) == 2
    assert "--tune needs" in capsys.readouterr().err


def test_race_says_at_once_that_a_folder_is_missing(tmp_path, capsys):
    file = tmp_path / "race.descent"
    save(Project(race=RaceSpec(steps=60)), file)
    assert main(["race", str(file), "--report", str(tmp_path / "nowhere" / "out.html")]) == 2
    printed = capsys.readouterr()
    assert "no such folder" in printed.err
    assert not printed.out


def test_race_without_lanes_says_so(tmp_path, capsys):
    file = tmp_path / "empty.descent"
    save(Project(race=RaceSpec(lanes=())), file)
    assert main(["race", str(file)]) == 2
    assert "no lanes" in capsys.readouterr().err
