"""Tokens are names without a quantity: computing with them is a problem with a fix, an embedding is not."""

import pytest

from playground.build.analysis.shapes import analyze
from playground.build.network import build_network
from playground.catalog.kinds import TRANSFORMS, Tokens
from playground.spec.base import Choice
from playground.spec.block import group

EMBEDDING = ("embedding", {"vocabulary": 12})
HEAD = ("linear", {"units": 2})


def mended(project, most=8):
    """The project after the first remedy of its first problem, and so on; how often."""
    for clicks in range(most):
        problems = analyze(project).problems
        if not problems:
            return project, clicks
        project = problems[0].fixes[0].apply(project)
    raise AssertionError([problem.message for problem in analyze(project).problems])


def test_an_embedding_turns_tokens_into_a_sequence(chain):
    project = chain(EMBEDDING, ("gru", {}), HEAD, dataset="comparisons")
    report = analyze(project)
    assert report.problems == ()
    assert report.shapes["i"] == Tokens(5, 12)
    assert report.shapes["a"] == (5, 8)
    build_network(project.graph, report, 0)


@pytest.mark.parametrize(
    "kind", ["linear", "gru", "conv1d", "flatten", "dropout", "self_attention", "output"]
)
def test_other_layers_refuse_tokens_and_offer_an_embedding(kind, chain):
    boxes = () if kind == "output" else ((kind, {}), HEAD)
    project = chain(*boxes, dataset="comparisons")
    (problem, *_) = analyze(project).problems
    assert "expects numbers, but gets tokens" in problem.message
    assert problem.node == ("o" if kind == "output" else "a")
    assert problem.fixes[0].label == "Insert Embedding"
    fixed = problem.fixes[0].apply(project)
    (node,) = (node for node in fixed.graph.nodes if node.kind == "embedding")
    assert node.params == {"vocabulary": 12}
    assert problem.message not in [each.message for each in analyze(fixed).problems]


def test_some_clicks_make_a_network_for_points_one_for_tokens(chain):
    project, clicks = mended(chain(("linear", {"units": 8}, "relu"), HEAD, dataset="comparisons"))
    assert 1 <= clicks <= 3
    build_network(project.graph, analyze(project), 0)


def test_an_embedding_refuses_numbers(chain):
    project = chain(EMBEDDING, ("flatten",), HEAD, dataset="iris", loss="cross_entropy")
    (problem,) = analyze(project).problems
    assert "takes tokens" in problem.message
    project = problem.fixes[0].apply(project)
    assert [node.kind for node in project.graph.nodes if node.kind == "embedding"] == []


def test_what_an_embedding_puts_out_is_numbers(chain):
    project = chain(EMBEDDING, EMBEDDING, ("flatten",), HEAD, dataset="comparisons")
    (problem,) = analyze(project).problems
    assert (problem.node, "takes tokens" in problem.message) == ("b", True)


def test_an_embedding_for_too_few_tokens_learns_the_others_at_a_click(chain):
    project = chain(("embedding", {"vocabulary": 5}), ("flatten",), HEAD, dataset="comparisons")
    (problem,) = analyze(project).problems
    assert "has vectors for 5 tokens, but the data set has 12" in problem.message
    assert mended(project)[1] == 1


def test_tokens_pass_into_blocks(chain):
    project = chain(EMBEDDING, ("flatten",), HEAD, dataset="comparisons")
    assert analyze(project.with_(graph=group(project.graph, ["a", "b"])[0])).problems == ()
    project = chain(("flatten",), ("linear",), HEAD, dataset="comparisons")
    inside = project.with_(graph=group(project.graph, ["a", "b"])[0])
    (problem, *_) = analyze(inside).problems
    assert "gets tokens" in problem.message
    mended(inside)


@pytest.mark.parametrize("transform", [kind.key for kind in TRANSFORMS if not kind.takes_tokens])
def test_preprocessing_that_computes_is_refused_and_taken_off_at_a_click(transform, chain):
    project = chain(EMBEDDING, ("flatten",), HEAD, dataset="comparisons")
    project = project.with_(data=project.data.with_(transform=Choice(kind=transform)))
    (problem,) = analyze(project).problems
    assert problem.place == "data"
    assert TRANSFORMS.entry(transform).title in problem.message
    assert problem.fixes[0].apply(project).data.transform.kind == "none"
    assert mended(project)[1] == 1
