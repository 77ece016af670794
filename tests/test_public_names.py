"""The names that scripts and notebooks use: listed, explained by examples that run, and short where they are shown."""

import doctest

import pytest

import playground
from playground.app.starters import spiral
from playground.headless.train import Result


def test_the_examples_of_the_documentation_run():
    found = doctest.testmod(playground, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert found.attempted >= 9
    assert found.failed == 0


def test_all_public_names_are_listed_and_there():
    assert set(playground.__all__) <= set(dir(playground))
    for name in playground.__all__:
        assert getattr(playground, name).__name__ == name
    assert issubclass(playground.FileProblem, ValueError)
    with pytest.raises(AttributeError, match="nothing"):
        _ = playground.nothing


def test_a_project_is_shown_in_one_line():
    assert repr(spiral()) == str(spiral())
    assert len(repr(spiral())) < 200
    assert "\n" not in repr(spiral().with_(name="a\nb"))


def test_results_are_shown_in_a_notebook():
    result = playground.train(spiral(), epochs=1, device="cpu")
    assert isinstance(result, Result)
    assert len(repr(result)) < 200
    assert "<table>" in result._repr_html_()
    lane = {"id": "a", "name": "<b>x</b>", "optimizer": {"kind": "sgd"}}
    board = playground.race(playground.Project(race=playground.RaceSpec(steps=5, lanes=(lane,))))
    assert "&lt;b&gt;x" in board._repr_html_()
    assert board.paths["<b>x</b>"].shape == (6, 1, 2)
    steps, heights = board.curves["<b>x</b>"]
    assert len(steps) == len(heights) == 6
    assert repr(board) == "RaceResult(1. <b>x</b>)"
