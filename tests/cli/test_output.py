"""What commands print and write: JSON alone on standard output, destinations checked first, names as plain text."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from playground import load, save, train
from playground.app.starters import spiral
from playground.build.data.choose_data import with_dataset
from playground.cli import main
from playground.cli.registry import COMMANDS
from playground.engine.training import checkpoint
from playground.records.race import RaceRecord
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.files import FileProblem, dumps
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.spec.start import StartSpec
from playground.ui.export.offscreen import network_animation
from playground.ui.export.pictures import CannotExport

ROOT = Path(__file__).parents[2]
IRIS = str(ROOT / "assets" / "examples" / "iris.descent")
HOSTILE = "=1+1 <h1>x<img src=a>\x1b[31mred\x07\n$(x)"


@pytest.fixture
def race_file(tmp_path):
    lanes = (
        LaneSpec(id="a", name=HOSTILE, optimizer=Choice(kind="sgd")),
        LaneSpec(id="b", optimizer=Choice(kind="adam")),
    )
    save(
        Project(race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=20)), tmp_path / "race.descent"
    )
    return str(tmp_path / "race.descent")


def test_json_is_alone_on_standard_output_in_every_command(race_file, capsys):
    for command in (
        ["train", IRIS, "--epochs", "1"],
        ["race", race_file],
        ["check", IRIS],
        ["check", race_file],
    ):
        main([*command, "--json"])
        printed = capsys.readouterr()
        assert isinstance(json.loads(printed.out), dict)
        assert printed.err.strip()


def test_check_lists_problems_as_json(race_file, capsys):
    assert main(["check", race_file, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["problems"][0]["message"]
    assert {"parameters", "multiply_adds"} <= told.keys()


def test_check_names_weights_to_begin_with_that_are_not_there(tmp_path, capsys):
    save(load(IRIS).with_(start=StartSpec(weights=str(tmp_path / "gone.onnx"))), tmp_path / "a.descent")
    assert main(["check", str(tmp_path / "a.descent"), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["message"] == "gone.onnx: cannot be read: No such file or directory."


def test_the_conditions_of_a_race_are_options(race_file, tmp_path, capsys):
    paths = tmp_path / "paths.csv"
    options = ["--seed", "3", "--seeds", "2", "--steps", "7", "--device", "cpu", "--paths", str(paths)]
    assert main(["race", race_file, *options, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)["lanes"][0]
    assert first["evaluations"] == 7
    rows = list(csv.DictReader(io.StringIO(paths.read_text())))
    assert len(rows) == 2 * 2 * 8
    assert {row["seed"] for row in rows} == {"0", "1"}


@pytest.mark.parametrize("option", ["--csv", "--paths"])
def test_a_dash_writes_to_standard_output_and_moves_the_table(race_file, option, capsys):
    assert main(["race", race_file, option, "-"]) == 0
    printed = capsys.readouterr()
    assert len(list(csv.reader(io.StringIO(printed.out)))) > 2
    assert "final" in printed.err
    assert "final " not in printed.out


def test_names_reach_terminals_and_spreadsheets_as_plain_text(race_file, tmp_path, capsys):
    table = tmp_path / "out.csv"
    assert main(["race", race_file, "--csv", str(table), "--paths", str(tmp_path / "paths.csv")]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\x07" not in printed
    assert len(printed.splitlines()) == 2
    for file, column in ((table, "name"), (tmp_path / "paths.csv", "lane")):
        names = {row[column] for row in csv.DictReader(io.StringIO(file.read_text()))}
        assert any(name.startswith("'=1+1 <h1>") for name in names)
        assert not any(set(name) & set("\x1b\x07\n") for name in names)


def test_the_report_quotes_its_command_and_escapes_names(tmp_path, qapp):
    file = tmp_path / "$(x) 'a'.descent"
    lane = LaneSpec(id="a", name="<h1>x<img src=a>", optimizer=Choice(kind="sgd"))
    project = Project(name="<b>bold</b>", race=RaceSpec(surface=Choice(kind="booth"), lanes=(lane,), steps=5))
    save(project, file)
    page = tmp_path / "out.html"
    assert main(["race", str(file), "--report", str(page)]) == 0
    text = page.read_text()
    command = "playground race '$(x) '\"'\"'a'\"'\"'.descent' --json"
    assert escape(command) in text
    assert "<h1>x<img" not in text
    assert "<b>bold" not in text


@pytest.mark.parametrize("option", ["--csv", "--report", "--record", "--paths", "--gif"])
def test_a_race_checks_every_destination_first(race_file, tmp_path, option, capsys):
    for place in (tmp_path, tmp_path / "none" / "a"):
        assert main(["race", race_file, option, str(place)]) == 2
        printed = capsys.readouterr()
        assert "cannot be saved" in printed.err
        assert not printed.out


@pytest.mark.parametrize("option", ["--checkpoint", "--record"])
def test_training_checks_every_destination_first(tmp_path, option, capsys):
    assert main(["train", IRIS, option, str(tmp_path / "none" / "a")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["train", IRIS, "--tensorboard", "{file}/a"], "a: cannot be saved: file is not a folder."),
        (["train", "{file}.descent", "--tensorboard", "{file}-events"], "none.csv is not there"),
        (["train", IRIS, "--tensorboard", "-"], "TensorBoard reads a folder; standard output cannot be one."),
        (
            ["export", IRIS, "--to", "tensorboard", "-o", "{file}"],
            "file: cannot be saved: this is not a folder.",
        ),
        (
            ["predict", IRIS, "{file}", "1, 2, 3, 4", "--json", "--csv", "-"],
            "takes one result, not --json and -;",
        ),
        (["train", IRIS, "--curves", "-", "--record", "-"], "takes one result, not - twice;"),
        (["evaluate", IRIS, "{file}", "{file}.csv"], "file.csv: there is no such file or folder."),
    ],
)
def test_what_cannot_be_read_or_written_is_said_before_the_work(tmp_path, command, words, capsys):
    (tmp_path / "file").write_text("keep")
    lost = Choice(kind="csv", params={"path": "none.csv"})
    save(load(IRIS).with_(data=DataSpec(dataset=lost)), tmp_path / "file.descent")
    assert main([part.replace("{file}", str(tmp_path / "file")) for part in command]) == 2
    assert words in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "keep"


def test_paths_may_be_texts(tmp_path):
    file = str(tmp_path / "a.weights")
    project = load(IRIS)
    done = train(project, epochs=1, device="cpu", checkpoint=file)
    assert train(project, epochs=2, device="cpu", resume_from=file).steps == 2 * done.steps
    done.record.save(str(tmp_path / "a.record"))
    assert type(done.record).load(str(tmp_path / "a.record")) == done.record
    with pytest.raises(FileProblem, match="no such folder"):
        train(
            project,
            epochs=1,
            checkpoint=str(tmp_path / "none" / "a"),
            on_event=lambda event: pytest.fail("trained"),
        )


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_saves_the_weights(tmp_path):
    file = tmp_path / "a.weights"
    with pytest.raises(KeyboardInterrupt, match=r"saved in .*a\.weights"):
        train(
            load(IRIS),
            epochs=10_000,
            device="cpu",
            checkpoint=file,
            on_progress=lambda progress: os.kill(os.getpid(), signal.SIGINT),
        )
    assert checkpoint.load(file).project == load(IRIS).with_(
        training=load(IRIS).training.with_(epochs=10_000, device="cpu")
    )
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def process(command, **options):
    """Run the program through a shell, as users do."""
    return subprocess.run(
        ["sh", "-c", command.replace("playground", f"{sys.executable} -m playground")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("playground check {file} > /dev/full", "the output cannot be written: No space left on device."),
        ("playground {file} --help > /dev/full", "the output cannot be written: No space left on device."),
        ("playground check {file} --json | true", "has closed it."),
    ],
)
def test_a_full_disk_and_a_closed_pipe_give_one_sentence(race_file, command, words):
    done = process(command.format(file=race_file))
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize(
    "given",
    [["--help"], ["--version"], ["spiral.descent", "--help"], *([each.name, "--help"] for each in COMMANDS)],
    ids=" ".join,
)
def test_help_and_version_for_a_full_disk_give_one_sentence(given, monkeypatch, capsys):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(given) == 2
    assert capsys.readouterr().err == "playground: the output cannot be written: No space left on device.\n"


def test_a_table_for_a_full_disk_gives_one_sentence(race_file, capsys):
    assert main(["race", race_file, "--csv", "/dev/full"]) == 2
    assert capsys.readouterr().err.endswith("full: cannot be saved: No space left on device.\n")


def test_without_a_terminal_there_are_no_progress_bars(race_file, capsys):
    assert main(["race", race_file]) == 0
    assert main(["train", IRIS, "--epochs", "1"]) == 0
    assert not capsys.readouterr().err


def test_a_node_beyond_the_edge_of_the_canvas_is_reported_in_one_sentence(tmp_path, capsys):
    (tmp_path / "far.descent").write_text(re.sub(r'"x": [\d.]+', '"x": 1e300', dumps(spiral()), count=1))
    assert main(["check", str(tmp_path / "far.descent"), "--json"]) == 0
    found = capsys.readouterr()
    assert json.loads(found.out)["problems"] == []
    words = "The coordinate 1e+300 lies beyond the edge of the canvas; the node was moved to the edge."
    assert found.err.startswith(f"playground: {words}\n")
    assert "warn" not in found.err.lower()


def test_a_remark_on_the_data_is_in_the_json(tmp_path, capsys):
    cells = "".join(
        f"{cell},{place},{'xy'[place % 2]}\n" for place, cell in enumerate(["1", "2", "3", "many"] * 9)
    )
    (tmp_path / "a.csv").write_text(f"a,b,kind\n{cells}")
    file = tmp_path / "p.descent"
    save(with_dataset(spiral(), Choice(kind="csv", params={"path": str(tmp_path / "a.csv")})), file)
    main(["check", str(file), "--json"])
    remark = json.loads(capsys.readouterr().out)["remarks"][-1]
    assert (remark["node"], "as “many” in line 5" in remark["message"]) == (None, True)


def test_what_cannot_be_used_is_left_out_and_counted(race_file, tmp_path, capsys):
    rows = "".join(f"{row},{row % 3},{'' if row == 7 else 'xy'[row % 2]}\n" for row in range(20))
    (tmp_path / "a.csv").write_text(f"a,b,kind\n{rows}")
    data = Choice(kind="csv", params={"path": str(tmp_path / "a.csv")})
    project = with_dataset(spiral(), data)
    save(project.with_(race=RaceSpec(on="network", lanes=load(race_file).race.lanes, epochs=1)), race_file)
    assert main(["train", race_file]) == 2
    assert "the value is missing" in capsys.readouterr().err
    for command in (["check"], ["train", "--epochs", "1"], ["race"]):
        assert main([*command, race_file, "--leave-out"]) == 0
        assert "eft out" in (said := capsys.readouterr().out)
        assert "1 of 20 rows" in said
    report = str(tmp_path / "report.html")
    for command in (["check"], ["train", "--epochs", "1"], ["race", "--report", report]):
        assert main([*command, race_file, "--leave-out", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["left_out"].startswith("1 of 20 rows")
    assert "Left out of the data: 1 of 20 rows" in Path(report).read_text()
    assert main(["check", IRIS, "--leave-out"]) == 2


def test_a_gif_of_a_race(race_file, tmp_path, qapp):
    file = tmp_path / "race.gif"
    assert main(["race", race_file, "--steps", "3", "--gif", str(file)]) == 0
    assert file.read_bytes().startswith(b"GIF89a")


def test_a_gif_of_a_race_on_the_network(race_file, tmp_path, qapp):
    file, race = tmp_path / "race.gif", load(race_file).race
    project = load(IRIS).with_(race=race.with_(on="network", epochs=1))
    save(project, race_file)
    assert main(["race", race_file, "--gif", str(file)]) == 0
    assert file.read_bytes().startswith(b"GIF89a")
    with pytest.raises(CannotExport, match="the lanes have no common plane"):
        network_animation(project, RaceRecord())
