"""The optimizers' steps as the engine does them, against those of torch: the same to the last bit."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.stepper import Stepper
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

SETTINGS = [
    pytest.param(kind.key, params, id=f"{kind.key}-{'-'.join(params) or 'defaults'}")
    for kind in OPTIMIZERS
    for params in (
        {},
        {"weight_decay": 0.02},
        *([{"momentum": 0.0}, {"momentum": 0.6}] if kind.key in {"momentum", "rmsprop"} else []),
        *([{"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}] if "beta1" in kind.model_fields else []),
    )
]


def vector(size=37, seed=0):
    return torch.randn(size, generator=torch.Generator().manual_seed(seed))


def flat_parameters():
    theta = vector()
    return SimpleNamespace(theta=theta, grad=torch.zeros_like(theta), weights=torch.ones_like(theta))


def spec(kind, params, **more):
    return TrainingSpec(optimizer=Choice(kind=kind, params={"learning_rate": 0.03, **params}), **more)


def reference(choice):
    parameter = nn.Parameter(vector())
    return parameter, OPTIMIZERS.of(choice).build([parameter])


def step_both(stepper, flat, parameter, optimizer, steps):
    for number in steps:
        flat.grad.copy_(vector(seed=100 + number))
        parameter.grad = flat.grad.clone()
        assert stepper.step(number) == 0.03
        optimizer.step()


@pytest.mark.parametrize(("kind", "params"), SETTINGS)
def test_steps_are_those_of_torch(kind, params):
    training, flat = spec(kind, params), flat_parameters()
    stepper = Stepper(training, flat, 100)
    parameter, optimizer = reference(training.optimizer)
    step_both(stepper, flat, parameter, optimizer, range(50))
    assert torch.equal(flat.theta, parameter.detach())
    assert not torch.equal(flat.theta, vector())


@pytest.mark.parametrize(("kind", "before", "after"), [
    ("momentum", {"momentum": 0.9}, {"momentum": 0.0}),
    ("momentum", {"momentum": 0.0}, {"momentum": 0.9}),
    ("rmsprop", {"momentum": 0.5}, {"momentum": 0.0}),
    ("rmsprop", {"momentum": 0.0}, {"momentum": 0.5}),
    ("adam", {"beta1": 0.9}, {"beta1": 0.2}),
])  # fmt: skip
def test_settings_changed_while_it_runs_keep_what_torch_keeps(kind, before, after):
    training, flat = spec(kind, before), flat_parameters()
    stepper = Stepper(training, flat, 100)
    parameter, optimizer = reference(training.optimizer)
    step_both(stepper, flat, parameter, optimizer, range(10))
    for params, steps in ((after, range(10, 20)), (before, range(20, 30))):
        stepper.adopt(spec(kind, params), 100)
        OPTIMIZERS.of(spec(kind, params).optimizer).update(optimizer)
        step_both(stepper, flat, parameter, optimizer, steps)
    assert torch.equal(flat.theta, parameter.detach())


def test_another_optimizer_begins_with_an_empty_state():
    flat = flat_parameters()
    stepper = Stepper(spec("adam", {}), flat, 100)
    parameter, optimizer = reference(spec("adam", {}).optimizer)
    step_both(stepper, flat, parameter, optimizer, range(5))
    for kind in ("nesterov", "adam"):
        stepper.adopt(spec(kind, {}), 100)
        optimizer = OPTIMIZERS.of(spec(kind, {}).optimizer).build([parameter])
        step_both(stepper, flat, parameter, optimizer, range(5, 9))
    assert torch.equal(flat.theta, parameter.detach())
