"""Paths that no file can have, and destinations that cannot be written, are refused in one sentence."""

import os

import pytest

from playground.build.analysis.shapes import analyze
from playground.catalog.kinds import DATASETS
from playground.engine.training import checkpoint
from playground.records.run import RunRecord
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.destinations import check_destination, write_file
from playground.spec.files import load, save
from playground.spec.paths import FileProblem, checked_path, shown, state_of_path
from playground.spec.project import Project

IMPOSSIBLE = ["~no such user/x.csv", "a\0b", "\ud800.csv", "x" * 5000, "/" + "x" * 300, "/x" * 3000]
UNREADABLE = ["", "/", ".", "/dev/zero", "a\nb\x1b[31m", *IMPOSSIBLE]
CHOSEN = [(entry.key, key) for entry in DATASETS for key in entry.model_fields if key in {"path", "folder"}]


def is_one_sentence(text):
    return text.endswith(".") and "\n" not in text and "\x1b" not in text and len(text) < 500


@pytest.mark.parametrize("path", IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
def test_a_path_that_no_file_can_have_is_refused_in_words(path):
    assert state_of_path(path) == "missing"
    for act in (checked_path, check_destination, lambda wrong: save(Project(), wrong)):
        with pytest.raises(FileProblem) as caught:
            act(path)
        assert is_one_sentence(str(caught.value))


@pytest.mark.parametrize("path", UNREADABLE, ids=range(len(UNREADABLE)))
def test_no_reader_raises_anything_but_a_file_problem(path):
    for act in (load, checkpoint.load, RunRecord.load):
        with pytest.raises(FileProblem) as caught:
            act(path)
        assert is_one_sentence(str(caught.value))


@pytest.mark.parametrize(("kind", "key"), CHOSEN)
def test_data_at_an_impossible_path_are_a_problem_in_words(kind, key):
    for path in UNREADABLE[1:]:
        data = DataSpec(dataset=Choice(kind=kind, params={key: "x" if "\ud800" in path else path}))
        words = [problem.message for problem in analyze(Project(data=data)).problems]
        assert words
        assert all(map(is_one_sentence, words))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for act in (load, checkpoint.load, RunRecord.load):
        with pytest.raises(FileProblem, match="this is not a file"):
            act(tmp_path / "pipe")


def test_names_in_messages_are_short_and_plain():
    assert shown("net.descent") == "net.descent"
    assert shown("a\nb\x1b[31m\ud800") == "a�b�[31m�"
    assert len(shown("x" * 5000)) == 60


# --- destinations --------------------------------------------------------------------------------


def test_a_destination_is_checked_without_being_changed(tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("old")
    check_destination(old)
    check_destination(str(tmp_path / "new.csv"))
    check_destination("-")
    check_destination(os.devnull)
    assert [each.name for each in tmp_path.iterdir()] == ["old.csv"]
    assert old.read_text() == "old"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", "this is a folder"),
        ("none/a.csv", "there is no such folder"),
        ("file/a.csv", "(there is no such folder|Not a directory)"),
    ],
)
def test_a_destination_that_cannot_be_written_is_refused(tmp_path, name, words):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem, match=f"cannot be saved: {words}"):
        check_destination(tmp_path / name)


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"content")
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    assert pipe.is_fifo()


def test_standard_output_is_appended_to_where_it_is_a_file(tmp_path, capfdbinary):
    os.write(1, b"before ")
    write_file("/dev/stdout", b"content ")
    os.write(1, b"after")
    assert capfdbinary.readouterr().out == b"before content after"


def test_a_dash_is_standard_output(capsysbinary):
    write_file("-", b"\xff\x00")
    assert capsysbinary.readouterr().out == b"\xff\x00"
