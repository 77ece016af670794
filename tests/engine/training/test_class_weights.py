"""Class weights in the loss, and classes drawn evenly: on every path, resumed bit by bit, and refused in words."""

import pytest
import torch
from torch.nn import functional

from playground.build.analysis.shapes import analyze
from playground.build.class_weights import WeightedLoss, class_weights, sample_shares
from playground.catalog.kinds import LOSSES
from playground.engine.data.batches import Batches
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.training.session import Session
from playground.spec.base import Choice

WEIGHTS = (0.5, 2.0, 1.25)
SETTINGS = {"class_weights": "typed", "typed_weights": "0.5, 2", "sampling": "balanced"}


@pytest.mark.parametrize("key", [loss.key for loss in LOSSES if "classification" in loss.tasks])
@pytest.mark.parametrize("classes", [2, 3])
def test_the_weighted_loss_is_the_mean_of_weighted_samples(key, classes):
    plain, weights = LOSSES.create(key), WEIGHTS[:classes]
    found = WeightedLoss(choice=Choice(kind=key), weights=weights)
    random = torch.Generator().manual_seed(0)
    output = torch.rand(7, plain.outputs(classes), generator=random, requires_grad=True)
    y = torch.arange(7) % classes
    target = plain.target(y, classes)
    each = torch.stack([plain.compute(output[k : k + 1], target[k : k + 1]) for k in range(7)])
    wanted = (torch.tensor(weights)[y] * each).mean()
    assert float(found.compute(output, target).detach()) == pytest.approx(float(wanted.detach()), rel=1e-5)
    (gradient,) = torch.autograd.grad(found.compute(output, target), output)
    (expected,) = torch.autograd.grad(wanted, output)
    torch.testing.assert_close(gradient, expected)
    if key == "cross_entropy":
        total = functional.cross_entropy(output, y, weight=torch.tensor(weights), reduction="sum")
        torch.testing.assert_close(wanted, total / 7)


def test_balanced_weights_and_draws(spiral):
    y = torch.tensor([0] * 90 + [1] * 10)
    training = spiral.training.with_(class_weights="balanced", sampling="balanced")
    weights = class_weights(training, y, 2)
    assert weights == pytest.approx((100 / 180, 5.0))
    assert float(torch.tensor(weights)[y].mean()) == pytest.approx(1.0)
    shares = sample_shares(training, y)
    batches = Batches(y[:, None], y, torch.Generator().manual_seed(3), least=1, shares=shares)
    drawn = torch.cat(list(batches.epoch(10)))
    sampler = torch.utils.data.WeightedRandomSampler(
        shares, 100, replacement=True, generator=torch.Generator().manual_seed(3)
    )
    assert drawn.tolist() == list(sampler)
    assert 30 < int(y[drawn].sum()) < 70


def test_every_path_trains_alike_and_a_resumed_run_is_the_same(spiral):
    project = spiral.with_(training=spiral.training.with_(**SETTINGS))
    whole, parts, eager = Session(project), Session(project), Session(project)
    losses = whole.train(20).loss.tolist() + whole.train(20).loss.tolist()
    plain = Session(spiral).train(20).loss.tolist()
    assert losses[:3] != plain[:3]
    first = parts.train(13).loss.tolist()
    again = Session(project)
    again.restore(parts.state())
    rest = again.train(7).loss.tolist()
    while len(first) + len(rest) < 40:
        rest += again.train(40 - len(first) - len(rest)).loss.tolist()
    assert first + rest == losses
    assert torch.equal(again.theta, whole.theta)
    x, y = eager.next_samples()
    assert float(eager.objective.compute(eager.network(x), y).detach()) == pytest.approx(losses[0], rel=1e-6)


def test_lanes_weigh_classes_as_a_run_alone(spiral):
    project = spiral.with_(training=spiral.training.with_(**SETTINGS))
    chosen = {name: project.training.with_(optimizer=Choice(kind=name)) for name in ("sgd", "adam")}
    lanes = LockstepTrainer(project, chosen, epochs=6)
    members = list(lanes._lanes.values())
    together = [chunk.loss.tolist() for chunk in lanes._advance("stacked", members, 8)]
    for (name, training), losses in zip(chosen.items(), together, strict=True):
        alone = Session(project.with_(training=training)).train(8).loss.tolist()
        assert losses == pytest.approx(alone[: len(losses)], rel=1e-5), name
        assert len(losses) > 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"class_weights": "typed", "typed_weights": "1"},
            "There are 2 classes, but 1 class weights are typed.",
        ),
        ({"class_weights": "typed", "typed_weights": "1, x"}, "are not numbers separated by commas"),
        ({"class_weights": "typed", "typed_weights": "-1 1"}, "A class weight is a number from 0"),
        ({"class_weights": "typed", "typed_weights": "0, 0"}, "All class weights are 0"),
    ],
)
def test_weights_that_do_not_suit_are_refused_with_a_fix(spiral, settings, words):
    project = spiral.with_(training=spiral.training.with_(**settings))
    (problem,) = analyze(project).problems
    assert words in problem.message
    assert not analyze(problem.fixes[0].apply(project)).problems


def test_numbers_have_no_classes(chain, project_of):
    line = project_of("sine", {}, chain(("linear", {"units": 1}, None)), "mse", sampling="balanced")
    (problem,) = analyze(line).problems
    assert problem.message.startswith("Balanced sampling needs classes")
    assert "sampling" not in Session(problem.fixes[0].apply(line)).project.model_dump_json()
