"""Optimizers that cannot train every network say so before, with a remedy."""

import pytest

from playground.build.analysis.shapes import analyze
from playground.build.training import batch_size
from playground.catalog.kinds import OPTIMIZERS
from playground.spec.base import Choice
from playground.spec.training import NodeTraining, TrainingSpec


def with_optimizer(project, kind):
    return project.with_(training=project.training.with_(optimizer=Choice(kind=kind)))


def test_a_network_that_is_too_large_for_newton(chain):
    small = with_optimizer(chain(("linear", {"units": 4}), ("linear", {"units": 2})), "newton")
    large = with_optimizer(chain(("linear", {"units": 300}), ("linear", {"units": 2})), "newton")
    assert not analyze(small).problems
    (problem,) = analyze(large).problems
    assert problem.message == "Newton works with up to 500 parameters; this network has 1,502."
    assert problem.place == "training"
    assert not analyze(problem.fixes[0].apply(large)).problems


@pytest.mark.parametrize("entry", list(OPTIMIZERS), ids=lambda entry: entry.key)
def test_a_rate_of_its_own_where_all_move_together(entry, chain):
    project = with_optimizer(chain(("linear", {"units": 2})), entry.key)
    node = project.graph.nodes[1]
    slow = project.graph.replace(node.with_(training=NodeTraining(rate_factor=0.1)))
    problems = analyze(project.with_(graph=slow)).problems
    assert len(problems) == entry.needs.one_rate
    for problem in problems:
        assert problem.node == node.id
        assert problem.message.startswith(f"{entry.title} uses one learning rate for all layers")
        for fix in problem.fixes:
            assert not analyze(fix.apply(project.with_(graph=slow))).problems


@pytest.mark.parametrize("entry", list(OPTIMIZERS), ids=lambda entry: entry.key)
def test_who_needs_all_samples_gets_them(entry):
    training = TrainingSpec(optimizer=Choice(kind=entry.key), batch_size=10)
    assert batch_size(training, 84) == (84 if entry.needs.full_batch else 10)
