"""Optimizers against torch's plain loops and against their formulas written out, step by step."""

import copy

import pytest
import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS

STEPS = 300
SETTINGS = [
    ("sgd", {}, lambda p: torch.optim.SGD(p, lr=0.01, fused=False, foreach=False)),
    (
        "sgd",
        {"learning_rate": 0.05, "weight_decay": 0.1},
        lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.1, fused=False, foreach=False),
    ),
    ("momentum", {}, lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, foreach=False)),
    (
        "momentum",
        {"momentum": 0.5, "weight_decay": 0.02},
        lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.5, weight_decay=0.02, foreach=False),
    ),
    ("momentum", {"momentum": 0.0}, lambda p: torch.optim.SGD(p, lr=0.01, foreach=False)),
    ("nesterov", {}, lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True, foreach=False)),
    (
        "nesterov",
        {"momentum": 0.7, "weight_decay": 0.02},
        lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.7, nesterov=True, weight_decay=0.02, foreach=False),
    ),
    ("adagrad", {}, lambda p: torch.optim.Adagrad(p, lr=0.01, eps=1e-7, foreach=False)),
    (
        "adagrad",
        {"learning_rate": 0.3, "epsilon": 1e-3, "weight_decay": 0.05},
        lambda p: torch.optim.Adagrad(p, lr=0.3, eps=1e-3, weight_decay=0.05, foreach=False),
    ),
    ("rmsprop", {}, lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-8, foreach=False)),
    (
        "rmsprop",
        {"alpha": 0.9, "momentum": 0.8, "epsilon": 1e-4, "weight_decay": 0.05},
        lambda p: torch.optim.RMSprop(
            p, lr=0.01, alpha=0.9, momentum=0.8, eps=1e-4, weight_decay=0.05, foreach=False
        ),
    ),
    ("adam", {}, lambda p: torch.optim.Adam(p, lr=1e-3, foreach=False)),
    (
        "adam",
        {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4, "weight_decay": 0.05},
        lambda p: torch.optim.Adam(p, lr=1e-3, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.05, foreach=False),
    ),
    ("adamw", {}, lambda p: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01, foreach=False)),
    (
        "adamw",
        {"beta1": 0.5, "weight_decay": 0.3},
        lambda p: torch.optim.AdamW(p, lr=1e-3, betas=(0.5, 0.999), weight_decay=0.3, foreach=False),
    ),
]
IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(SETTINGS)]
REFERENCED = [
    pytest.param(entry, id=entry.key) for entry in OPTIMIZERS if entry.key in {kind for kind, *_ in SETTINGS}
]


def start():
    return torch.linspace(-1.3, 1.7, 6, dtype=torch.float64)


def bumpy(x):
    """A smooth function with curvature of different sizes and no symmetry."""
    weights = torch.tensor([0.3, 1.0, 2.0, 4.0, 7.0, 10.0], dtype=x.dtype)
    return (weights * x * x).sum() / 2 + torch.sin(3 * x).sum() + 0.1 * x[0] * x[5]


def parameter():
    return nn.Parameter(start())


def walk(optimizer, theta, steps, function=bumpy):
    """Positions after each step."""
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        function(theta).backward()
        optimizer.step()
        path.append(theta.detach().clone())
    return torch.stack(path)


def built(kind, params, theta):
    return OPTIMIZERS.create(kind, params).build([theta])


@pytest.mark.parametrize(("kind", "params", "torchs"), SETTINGS, ids=IDS)
def test_every_step_is_that_of_torch(kind, params, torchs):
    ours, theirs = parameter(), parameter()
    found = walk(built(kind, params, ours), ours, STEPS)
    expected = walk(torchs([theirs]), theirs, STEPS)
    assert (found - expected).abs().max() <= 1e-12
    assert (found[-1] - start()).abs().max() > 1e-2


def rules(kind):
    """One step by the formula: from position, gradient, memory and step number to position and memory."""

    def sgd(x, g, memory, k):
        return x - 0.01 * g, memory

    def momentum(x, g, v, k):
        v = 0.9 * v + g
        return x - 0.01 * v, v

    def nesterov(x, g, v, k):
        v = 0.9 * v + g
        return x - 0.01 * (g + 0.9 * v), v

    def adagrad(x, g, r, k):
        r = r + g * g
        return x - 0.01 * g / (r.sqrt() + 1e-7), r

    def rmsprop(x, g, r, k):
        r = 0.99 * r + 0.01 * g * g
        return x - 0.01 * g / (r.sqrt() + 1e-8), r

    def adam(x, g, both, k, decay=0.0):
        m, v = (0.0, 0.0) if isinstance(both, float) else both
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        step = (m / (1 - 0.9**k)) / ((v / (1 - 0.999**k)).sqrt() + 1e-8)
        return x - 1e-3 * (step + decay * x), (m, v)

    def adamw(x, g, both, k):
        return adam(x, g, both, k, decay=0.01)

    known = (sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw)
    return {rule.__name__: rule for rule in known}[kind]


@pytest.mark.parametrize("kind", dict.fromkeys(kind for kind, *_ in SETTINGS))
def test_every_step_follows_the_formula(kind):
    theta, rule = parameter(), rules(kind)
    path = walk(OPTIMIZERS.create(kind).build([theta]), theta, STEPS)
    x, memory = start(), 0.0
    for k in range(1, STEPS + 1):
        x, memory = rule(x, torch.func.grad(bumpy)(x), memory, k)
        assert (path[k - 1] - x).abs().max() <= 1e-12


@pytest.mark.parametrize("entry", REFERENCED)
def test_a_walk_cut_in_two_is_the_walk(entry):
    whole, first = parameter(), parameter()
    path = walk(entry().build([whole]), whole, 60)
    optimizer = entry().build([first])
    walk(optimizer, first, 25)
    kept = copy.deepcopy(optimizer.state_dict())
    second = nn.Parameter(first.detach().clone())
    again = entry().build([second])
    again.load_state_dict(kept)
    assert torch.equal(walk(again, second, 35), path[25:])


@pytest.mark.parametrize("entry", REFERENCED)
def test_one_long_vector_steps_like_its_parts(entry):
    whole = parameter()
    parts = [nn.Parameter(part.clone()) for part in start().split([1, 3, 2])]
    one, many = entry().build([whole]), entry().build(parts)
    for _ in range(50):
        for optimizer in (one, many):
            optimizer.zero_grad()
        bumpy(whole).backward()
        bumpy(torch.cat(list(parts))).backward()
        one.step()
        many.step()
    torch.testing.assert_close(torch.cat(list(parts)).detach(), whole.detach(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("entry", REFERENCED)
def test_a_rate_of_zero_stays_where_it_is(entry):
    theta = parameter()
    assert torch.equal(walk(entry(learning_rate=0.0).build([theta]), theta, 3)[-1], start())


@pytest.mark.parametrize("entry", REFERENCED)
def test_settings_can_change_on_the_way(entry):
    """From the change on it steps as an optimizer with the new settings and the old memory."""
    changes = {"weight_decay": 0.2}
    if "momentum" in entry.model_fields:
        changes["momentum"] = 0.4
    if "beta1" in entry.model_fields:
        changes |= {"beta1": 0.4, "beta2": 0.9}
    theta, other = parameter(), parameter()
    running = entry().build([theta])
    walk(running, theta, 10)
    entry(**changes).update(running)
    reference = entry().build([other])
    walk(reference, other, 10)
    for group in reference.param_groups:
        group["weight_decay"] = 0.2
        if "beta1" in changes:
            group["betas"] = (0.4, 0.9)
        elif "momentum" in changes:
            group["momentum"] = 0.4
    if entry.key == "rmsprop":
        reference.state[other]["momentum_buffer"] = torch.zeros_like(other)
    torch.testing.assert_close(walk(running, theta, 20), walk(reference, other, 20), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", ["momentum", "rmsprop"])
def test_a_velocity_that_was_switched_off_begins_at_rest(kind):
    entry, theta = OPTIMIZERS.entry(kind), parameter()
    optimizer = entry(momentum=0.9).build([theta])
    walk(optimizer, theta, 10)
    entry(momentum=0.0).update(optimizer)
    walk(optimizer, theta, 1)
    entry(momentum=0.9).update(optimizer)
    assert not torch.as_tensor(optimizer.state[theta].get("momentum_buffer", 0.0)).any()
    before = theta.detach().clone()
    walk(optimizer, theta, 1)
    assert torch.isfinite(theta).all()
    assert not torch.equal(theta, before)
