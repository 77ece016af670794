"""The optimizers' steps as the engine does them, against those of torch: the same to the last bit."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.optim.stepper import Stepper
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

SCRIPTED = [kind for kind in OPTIMIZERS if kind.script]
VARIANTS = {
    "momentum": ({"momentum": 0.0}, {"momentum": 0.6}),
    "rmsprop": ({"momentum": 0.0}, {"momentum": 0.6}),
    "signsgd": ({"momentum": 0.0},),
    "asgd": ({"start": 5.0, "decay": 0.1},),
    "rprop": ({"most": 0.04, "least": 0.02},),
    "schedule_free_sgd": ({"momentum": 0.5},),
}
SETTINGS = [
    pytest.param(kind.key, params, id=f"{kind.key}-{'-'.join(params) or 'defaults'}")
    for kind in SCRIPTED
    for params in (
        {},
        *([{"weight_decay": 0.02}] if "weight_decay" in kind.model_fields else []),
        *(
            [{"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}]
            if {"beta1", "epsilon"} <= set(kind.model_fields)
            else []
        ),
        *VARIANTS.get(kind.key, ()),
    )
]
WITHIN = {"nadam": 1e-6, "asgd": 1e-7}
"""Torch keeps a product of NAdam and the rates of ASGD in single precision, the engine in double."""


def vector(size=37, seed=0):
    return torch.randn(size, generator=torch.Generator().manual_seed(seed))


def flat_parameters(size=37):
    theta = vector(size)
    return SimpleNamespace(
        theta=theta, grad=torch.zeros_like(theta), weights=torch.ones_like(theta), tensors=[]
    )


def spec(kind, params, **more):
    return TrainingSpec(optimizer=Choice(kind=kind, params={"learning_rate": 0.03, **params}), **more)


def reference(choice):
    parameter = nn.Parameter(vector())
    return parameter, OPTIMIZERS.of(choice).build([parameter])


def gradient_of(flat, number):
    """What a session gives to a stepper: here random gradients, and always the same loss."""

    def evaluate(*, graph=False):
        flat.grad.copy_(vector(seed=100 + number))
        return torch.tensor(2.5)

    return evaluate


def step_both(stepper, flat, parameter, optimizer, steps):
    for number in steps:
        parameter.grad = vector(seed=100 + number)
        assert stepper.step(number, gradient_of(flat, number)) == (2.5, 0.03)
        assert torch.equal(flat.grad, vector(seed=100 + number))
        optimizer.step()


def assert_there(kind, flat, parameter):
    torch.testing.assert_close(flat.theta, parameter.detach(), rtol=0, atol=WITHIN.get(kind, 0.0))
    assert not torch.equal(flat.theta, vector())


@pytest.mark.parametrize(("kind", "params"), SETTINGS)
def test_steps_are_those_of_the_reference(kind, params):
    training, flat = spec(kind, params), flat_parameters()
    stepper = Stepper(training, flat, 100)
    parameter, optimizer = reference(training.optimizer)
    step_both(stepper, flat, parameter, optimizer, range(50))
    assert_there(kind, flat, parameter)
    assert stepper.evaluations == 50


@pytest.mark.parametrize(("kind", "before", "after"), [
    ("momentum", {"momentum": 0.9}, {"momentum": 0.0}),
    ("momentum", {"momentum": 0.0}, {"momentum": 0.9}),
    ("rmsprop", {"momentum": 0.5}, {"momentum": 0.0}),
    ("rmsprop", {"momentum": 0.0}, {"momentum": 0.5}),
    ("adam", {"beta1": 0.9}, {"beta1": 0.2}),
    ("nadam", {"beta1": 0.9}, {"beta1": 0.2}),
    ("lion", {"beta2": 0.99}, {"beta2": 0.2}),
    ("adopt", {"weight_decay": 0.0}, {"weight_decay": 0.3}),
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
    assert_there(kind, flat, parameter)


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


@pytest.mark.parametrize("kind", ["schedule_free_sgd", "schedule_free_adamw"])
def test_the_average_is_shown_in_place_of_what_is_stepped(kind):
    training, flat = spec(kind, {}), flat_parameters()
    stepper = Stepper(training, flat, 100)
    assert stepper.shows_average
    torch.testing.assert_close(stepper.shown(), flat.theta)
    parameter, optimizer = reference(training.optimizer)
    step_both(stepper, flat, parameter, optimizer, range(20))
    optimizer.eval()
    assert torch.equal(stepper.shown(), parameter.detach())
    assert not torch.equal(stepper.shown(), flat.theta)


def test_asgd_shows_the_mean_of_where_it_was():
    training, flat = spec("asgd", {"start": 3.0}), flat_parameters()
    stepper, seen = Stepper(training, flat, 100), []
    for number in range(20):
        stepper.step(number, gradient_of(flat, number))
        seen.append(flat.theta.clone())
    torch.testing.assert_close(stepper.shown(), torch.stack(seen[4:]).mean(0))


def test_others_show_what_they_step():
    flat = flat_parameters()
    stepper = Stepper(spec("adam", {}), flat, 100)
    assert not stepper.shows_average
    assert torch.equal(stepper.shown(), flat.theta)
    stepper.shown().zero_()
    assert flat.theta.any()
