"""Choosing other data in one edit."""

from itertools import product

import pytest

from playground.app.starters import spiral
from playground.build.analysis.shapes import analyze
from playground.build.data.choose_data import choose_data, with_dataset
from playground.catalog.kinds import DATASETS, LOSSES, usual_loss
from playground.spec.base import Choice
from playground.spec.graph import Node

FLAT = [
    dataset.key
    for dataset in DATASETS
    if dataset.group != "Your own data" and len(dataset().info().shape) == 1
]


def messages(project):
    return [problem.message for problem in analyze(project).problems]


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_usual_loss_of_a_task_suits_it(task):
    assert usual_loss(task)().refusal(task) is None
    assert usual_loss(task).key == {"classification": "cross_entropy", "regression": "mse"}[task]


@pytest.mark.parametrize(("before", "after"), list(product(["spiral", "sine", "iris", "diabetes"], FLAT)))
def test_any_data_can_follow_any_other(before, after):
    project = with_dataset(with_dataset(spiral(), Choice(kind=before)), Choice(kind=after))
    assert messages(project) == []
    assert project.data.dataset.kind == after


def test_tokens_bring_an_embedding_and_numbers_take_it_away():
    def kinds(project):
        return [project.graph.node(name).kind for name in project.graph.order()]

    scaled = with_dataset(spiral(), Choice(kind="wine"))
    scaled = scaled.with_(data=scaled.data.with_(transform=Choice(kind="standardize")))
    tokens = with_dataset(scaled, Choice(kind="comparisons"))
    assert kinds(tokens)[:4] == ["input", "embedding", "flatten", "linear"]
    assert tokens.data.transform.kind == "none"
    assert messages(tokens) == []
    assert kinds(with_dataset(tokens, Choice(kind="comparisons", params={"digits": 4}))) == kinds(tokens)
    numbers = with_dataset(tokens, Choice(kind="iris"))
    assert "embedding" not in kinds(numbers)
    assert messages(numbers) == []
    assert kinds(with_dataset(numbers, Choice(kind="comparisons"))) == kinds(tokens)


@pytest.mark.parametrize("loss", [loss.key for loss in LOSSES])
@pytest.mark.parametrize("kind", ["circle", "iris", "sine"])
def test_a_loss_stays_where_it_can_and_the_head_follows(loss, kind):
    project = spiral()
    project = project.with_(training=project.training.with_(loss=Choice(kind=loss)))
    after = with_dataset(project, Choice(kind=kind))
    task = DATASETS.entry(kind)().info().task
    kept = task in LOSSES.entry(loss).tasks
    assert after.training.loss == (Choice(kind=loss) if kept else Choice(kind="mse"))
    assert messages(after) == []
    assert messages(with_dataset(after, Choice(kind="diabetes"))) == []


def test_parameters_of_a_loss_stay_with_it():
    smooth = Choice(kind="cross_entropy", params={"label_smoothing": 0.1})
    project = spiral()
    project = project.with_(training=project.training.with_(loss=smooth))
    assert with_dataset(project, Choice(kind="iris")).training.loss == smooth


def test_only_loss_head_and_data_change():
    before = spiral()
    after = with_dataset(before, Choice(kind="diabetes"))
    assert after.graph.node("linear-3").params == {"units": 1}
    undone = after.with_(
        data=before.data,
        training=after.training.with_(loss=before.training.loss),
        graph=after.graph.replace(before.graph.node("linear-3")),
    )
    assert undone == before


def test_the_number_of_classes_may_be_a_parameter():
    after = with_dataset(spiral(), Choice(kind="gaussians", params={"classes": 7}))
    assert after.graph.node("linear-3").params == {"units": 7}
    assert messages(after) == []


@pytest.mark.parametrize("choice", [Choice(kind="zzz"), Choice(kind="spiral", params={"arms": 99})])
def test_a_broken_choice_changes_the_choice_alone(choice):
    before = spiral()
    assert with_dataset(before, choice) == before.with_(data=before.data.with_(dataset=choice))


@pytest.mark.parametrize(
    "edit",
    [
        lambda graph: graph.remove(["output-1"]),
        lambda graph: graph.disconnect(*graph.inputs_of("output-1")),
        lambda graph: graph.add(Node(id="output-2", kind="output")),
        lambda graph: graph.replace(graph.node("linear-3").with_(kind="dropout", params={})),
        lambda graph: graph.replace(graph.node("linear-3").with_(activation=Choice(kind="maxout"))),
        lambda graph: graph.with_(nodes=(), edges=()),
    ],
)
def test_a_network_without_a_plain_head_is_left_as_it_is(edit):
    project = spiral().with_(graph=edit(spiral().graph))
    after = choose_data(project, Choice(kind="iris"), "classification", 3)
    assert after.graph == project.graph
    assert after.data.dataset == Choice(kind="iris")
