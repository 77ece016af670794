"""Augmentation: every change keeps the shape, is seeded, and is nothing when off; runs repeat and resume bit by bit."""

import pytest
import torch

from playground.build.analysis.shapes import analyze
from playground.build.class_weights import WeightedLoss
from playground.catalog.kinds import LOSSES
from playground.engine.data.augmentation import CHANGES, augmented_batch, cutout, mixup, rotate, shift
from playground.engine.race.network.lane_projects import lane_project
from playground.engine.race.network.race import NetworkRace
from playground.engine.runtime.rng import RandomStream
from playground.engine.training.session import Session
from playground.spec.augmentation import OFF, AugmentSpec
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec

STRENGTHS = {"flip": True, "crop": 2, "shift": 2, "rotate": 20.0, "noise": 0.1, "cutout": 3, "mixup": 0.4}
ALL = AugmentSpec(**STRENGTHS)


def test_every_setting_has_its_change():
    assert [*CHANGES, "mixup"] == list(AugmentSpec.model_fields) == list(STRENGTHS)
    assert not OFF.on
    assert ALL.on


@pytest.mark.parametrize("name", STRENGTHS)
def test_a_change_keeps_shape_and_is_seeded(name):
    x = torch.rand(16, 3, 7, 9, generator=torch.Generator().manual_seed(0))
    before, spec = x.clone(), AugmentSpec(**{name: STRENGTHS[name]})
    found = []
    for seed in (1, 1, 2):
        with RandomStream(seed, x.device).active():
            found.append(augmented_batch(x, torch.arange(16), spec, classes=16)[0])
    assert found[0].shape == x.shape
    assert found[0].dtype == x.dtype
    assert torch.equal(found[0], found[1])
    assert not torch.equal(found[0], found[2])
    assert not torch.equal(found[0], x)
    assert torch.equal(x, before)
    assert augmented_batch(x, x, OFF, classes=16) == (x, x)


def test_what_changes_do():
    x = torch.rand(64, 1, 6, 6)
    assert torch.allclose(rotate(x, 1e-6), x, atol=1e-4)
    assert ((cutout(torch.ones(64, 1, 6, 6), 2) == 0).flatten(1).sum(1) <= 4).all()
    moved = shift(torch.ones(64, 1, 6, 6), 2).flatten(1).sum(1)
    assert moved.min() >= 16
    assert moved.max() <= 36


def test_runs_repeat_and_resume_bit_by_bit(chain, project_of):
    graph = chain(("flatten", {}, None), ("dropout", {}, None), ("linear", {"units": 10}, None))
    plain = project_of("digits", {}, graph, epochs=2, batch_size=64)
    project = plain.with_(training=plain.training.with_(augment=ALL))
    first, second = Session(project), Session(project)
    losses = [first.train(1).loss.tolist() for _ in range(8)]
    assert losses != [each.tolist() for each in (Session(plain).train(8).loss,)]
    begun = [second.train(1).loss.tolist() for _ in range(3)]
    resumed = Session(Project.model_validate_json(project.model_dump_json()))
    resumed.restore(second.state())
    assert begun + [resumed.train(1).loss.tolist() for _ in range(5)] == losses
    assert torch.equal(resumed.theta, first.theta)
    assert first.evaluate() == resumed.evaluate(), "validation pictures stay as they are"
    assert "augment" not in plain.model_dump_json()


@pytest.mark.parametrize(
    "loss", [Choice(kind="cross_entropy", params={"label_smoothing": 0.1}), "bce", "mse"]
)
@pytest.mark.parametrize("weights", [(), (1.0, 3.0, 0.5)])
def test_mixup_blends_samples_and_targets(loss, weights):
    entry = LOSSES.of(loss if isinstance(loss, Choice) else Choice(kind=loss))
    objective = (
        WeightedLoss(choice=Choice(kind=entry.key, params=dict(entry)), weights=weights) if weights else entry
    )
    y, numbers = torch.arange(3), torch.arange(3.0)[:, None]
    output = torch.randn(3, 3, generator=torch.Generator().manual_seed(0))
    target = entry.target(y, 3)
    with RandomStream(0, torch.device("cpu")).active():
        x, mixed = mixup(numbers, target, 0.4, classes=3)
    whole = target if target.is_floating_point() else torch.eye(3)
    share = mixed @ torch.tensor([[1.0], [0.0], [0.0]])  # of sample 0 in each blend
    assert torch.allclose(x, mixed @ numbers), "targets are blended with the shares of the inputs"
    assert torch.allclose(mixed.sum(1), torch.ones(3))
    assert ((share > 0) & (share < 1)).any()
    if not weights and entry.key != "mse":  # linear in the target: λ loss(a) + (1 − λ) loss(b)
        each = torch.stack([entry.per_sample(output, whole[k].expand(3, 3)) for k in range(3)], 1)
        assert torch.allclose(entry.per_sample(output, mixed), (mixed * each).sum(1), atol=1e-6)
    factor = mixed @ torch.tensor(weights) if weights else torch.ones(3)
    assert torch.allclose(objective.per_sample(output, mixed), factor * entry.per_sample(output, mixed))
    assert torch.allclose(objective.compute(output, mixed), objective.per_sample(output, mixed).mean())
    assert torch.allclose(objective.compute(output, whole), objective.compute(output, target)), (
        "plain classes"
    )


def test_mixup_is_for_any_numbers_and_losses_with_blended_targets(spiral):
    mixed = spiral.with_(
        training=spiral.training.with_(augment=OFF.with_(mixup=0.2), class_weights="balanced")
    )
    assert not analyze(mixed).problems
    first, second = (Session(mixed).train(3) for _ in range(2))
    assert first.loss.tolist() == second.loss.tolist() != Session(spiral).train(3).loss.tolist()
    hinge = mixed.with_(training=mixed.training.with_(loss=Choice(kind="hinge")))
    (problem,) = analyze(hinge).problems
    assert problem.message == "Mixup blends targets, but Hinge compares with one class alone."
    assert not analyze(problem.fixes[0].apply(hinge)).problems
    tokens = mixed.with_(data=mixed.data.with_(dataset=Choice(kind="comparisons")))
    assert "Mixup blends numbers, but this data set holds tokens." in [
        p.message for p in analyze(tokens).problems
    ]


def test_lanes_of_a_race_train_with_augmentation_and_say_so(spiral):
    lanes = [
        LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
        for kind in ("sgd", "adam")
    ]
    mixed = spiral.with_(
        training=spiral.training.with_(augment=OFF.with_(mixup=0.2)),
        race=RaceSpec(on="network", lanes=lanes, epochs=2),
    )
    running = NetworkRace(mixed)
    assert "Augmentation: mixup, the same settings in every lane, drawn from the same seed (seed 0)." in (
        running.fairness.shared
    )
    running.train(5)
    for lane in lanes:
        alone = Session(lane_project(mixed, lane, 0))
        alone.train(5)
        assert torch.equal(running.members[lane.id].theta, alone.theta)


def test_other_data_are_refused_with_a_fix(spiral):
    project = spiral.with_(training=spiral.training.with_(augment=ALL))
    (problem,) = analyze(project).problems
    assert problem.message == "Augmentation needs pictures, but a sample of these data has 2 numbers."
    assert not analyze(problem.fixes[0].apply(project)).problems
