"""Augmentation: every change keeps the shape, is seeded, and is nothing when off; runs repeat and resume bit by bit."""

import pytest
import torch

from playground.build.analysis.shapes import analyze
from playground.engine.data.augmentation import CHANGES, augmented, cutout, rotate, shift
from playground.engine.runtime.rng import RandomStream
from playground.engine.training.session import Session
from playground.spec.augmentation import OFF, AugmentSpec
from playground.spec.project import Project

STRENGTHS = {"flip": True, "crop": 2, "shift": 2, "rotate": 20.0, "noise": 0.1, "cutout": 3}
ALL = AugmentSpec(**STRENGTHS)


def test_every_setting_has_its_change():
    assert list(CHANGES) == list(AugmentSpec.model_fields) == list(STRENGTHS)
    assert not OFF.on
    assert ALL.on


@pytest.mark.parametrize("name", STRENGTHS)
def test_a_change_keeps_shape_and_is_seeded(name):
    x = torch.rand(16, 3, 7, 9, generator=torch.Generator().manual_seed(0))
    before, spec = x.clone(), AugmentSpec(**{name: STRENGTHS[name]})
    found = []
    for seed in (1, 1, 2):
        with RandomStream(seed, x.device).active():
            found.append(augmented(x, spec))
    assert found[0].shape == x.shape
    assert found[0].dtype == x.dtype
    assert torch.equal(found[0], found[1])
    assert not torch.equal(found[0], found[2])
    assert not torch.equal(found[0], x)
    assert torch.equal(x, before)
    assert augmented(x, OFF) is x


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


def test_other_data_are_refused_with_a_fix(spiral):
    project = spiral.with_(training=spiral.training.with_(augment=ALL))
    (problem,) = analyze(project).problems
    assert problem.message == "Augmentation needs pictures, but a sample of these data has 2 numbers."
    assert not analyze(problem.fixes[0].apply(project)).problems
