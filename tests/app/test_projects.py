"""The projects people begin with, and the shipped ones."""

import pytest

from playground.app import examples as shipped
from playground.app.examples import examples, first_project
from playground.app.starters import blank, spiral
from playground.build.analysis.hints import hints
from playground.build.analysis.shapes import analyze
from playground.catalog.kinds import NETWORKS
from playground.spec.files import load
from playground.spec.project import Project


def messages(project):
    return [problem.message for problem in analyze(project).problems]


@pytest.mark.parametrize("make", [spiral, blank])
def test_a_project_to_begin_with_can_train(make):
    assert messages(make()) == []
    places = [node.x for node in make().graph.nodes]
    assert places == sorted(set(places))


def test_a_blank_sheet_is_as_small_as_can_be():
    assert [node.kind for node in blank().graph.nodes] == ["input", "linear", "output"]
    assert blank().graph.node("linear-1").activation is None


def test_examples_have_titles_and_the_easy_ones_come_first():
    found = examples()
    titles = [example.title for example in found]
    assert len(set(titles)) == len(titles) >= 10
    assert all(title[0].isupper() for title in titles)
    assert "Wine with batch normalization" in titles
    assert [example.path.stem for example in found[:3]] == ["spiral", "xor", "circle"]
    assert all(example.path.is_file() for example in found)


def test_no_example_needs_a_remark():
    remarks = {each.path.stem: list(hints(load(each.path))) for each in examples()}
    assert {name: found for name, found in remarks.items() if found} == {}


def test_no_ready_network_needs_a_remark():
    graphs = {each.key: NETWORKS.create(each.key).graph(each.sample, each.outputs) for each in NETWORKS}
    remarks = {key: list(hints(Project(graph=graph))) for key, graph in graphs.items()}
    assert {key: found for key, found in remarks.items() if found} == {}


def test_a_new_user_sees_the_spiral():
    assert first_project() == load(examples()[0].path)


def test_a_new_user_sees_the_spiral_even_when_the_file_is_lost(monkeypatch):
    monkeypatch.setattr(shipped, "FIRST", "lost")
    assert first_project() == spiral()
