"""Whole runs against the same network written by hand, over 200 steps."""

import numpy as np
import pytest
import torch
from torch import nn

from playground.engine.training.session import Session

STEPS = 200
TOLERANCES = {torch.float32: 1e-6, torch.float64: 1e-10}


@pytest.fixture(params=TOLERANCES, ids=str)
def dtype(request):
    """The precision of a run."""
    return request.param


def train(project, dtype):
    """A session after 200 steps and the losses of these."""
    session = Session(project, epochs=1_000, dtype=dtype)
    losses = []
    while len(losses) < STEPS:
        losses += session.train(STEPS - len(losses)).loss.tolist()
    return session, losses


def assert_same_run(project, network, criterion, optimizer, by_hand, dtype, tolerance=None):
    """The same losses and, at the end, the same parameters; returns the session."""
    tolerance = tolerance or TOLERANCES[dtype]
    expected = by_hand(Session(project, dtype=dtype), network.to(dtype), criterion, optimizer, STEPS)
    session, losses = train(project, dtype)
    assert np.abs(np.subtract(losses, expected)).max() <= tolerance * max(1.0, *expected)
    theirs = torch.cat([p.detach().flatten() for p in network.parameters()])
    torch.testing.assert_close(session.theta, theirs, rtol=20 * tolerance, atol=20 * tolerance)
    assert expected[-1] != expected[0]
    return session


RULES = {
    "sgd": ({"learning_rate": 0.1, "weight_decay": 0.01}, torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.01}),
    "momentum": ({"learning_rate": 0.02}, torch.optim.SGD, {"lr": 0.02, "momentum": 0.9}),
    "nesterov": (
        {"learning_rate": 0.02, "momentum": 0.8},
        torch.optim.SGD,
        {"lr": 0.02, "momentum": 0.8, "nesterov": True},
    ),
    "adagrad": ({"learning_rate": 0.02}, torch.optim.Adagrad, {"lr": 0.02, "eps": 1e-7}),
    "rmsprop": (
        {"learning_rate": 1e-3, "alpha": 0.95, "epsilon": 1e-3},
        torch.optim.RMSprop,
        {"lr": 1e-3, "alpha": 0.95, "eps": 1e-3},
    ),
    "adam": (
        {"learning_rate": 3e-3, "epsilon": 1e-4},
        torch.optim.Adam,
        {"lr": 3e-3, "eps": 1e-4},
    ),
    "adamw": (
        {"learning_rate": 3e-3, "epsilon": 1e-4, "weight_decay": 0.1},
        torch.optim.AdamW,
        {"lr": 3e-3, "eps": 1e-4, "weight_decay": 0.1},
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_classification(rule, project_of, by_hand, dtype):
    params, torch_rule, settings = RULES[rule]
    project = project_of(
        "iris",
        ("linear", {"units": 12}, "tanh"),
        ("linear", {"units": 8}, "relu"),
        ("linear", {"units": 3}, None),
        loss="cross_entropy",
        optimizer=(rule, params),
        transform="standardize",
        batch_size=16,
    )
    network = nn.Sequential(nn.Linear(4, 12), nn.Tanh(), nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 3))
    assert_same_run(
        project, network, nn.CrossEntropyLoss(), lambda p: torch_rule(p, **settings), by_hand, dtype
    )


@pytest.mark.parametrize(
    ("loss", "criterion"),
    [
        ("mse", nn.MSELoss()),
        ("huber", nn.HuberLoss()),
        ("l1", nn.L1Loss()),
    ],
)
def test_regression(loss, criterion, project_of, by_hand, dtype):
    project = project_of(
        "sine",
        ("linear", {"units": 16}, "gelu"),
        ("linear", {"units": 16, "bias": False}, "silu"),
        ("linear", {"units": 1}, None),
        loss=loss,
        optimizer=("momentum", {"learning_rate": 0.01}),
        batch_size=30,
    )
    network = nn.Sequential(
        nn.Linear(1, 16), nn.GELU(), nn.Linear(16, 16, bias=False), nn.SiLU(), nn.Linear(16, 1)
    )
    assert_same_run(
        project, network, criterion, lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9), by_hand, dtype
    )


@pytest.mark.parametrize(
    ("loss", "criterion"),
    [
        ("bce", lambda z, y: nn.functional.binary_cross_entropy(torch.sigmoid(z[:, 0]), y.to(z.dtype))),
        ("mse", lambda z, y: ((z - nn.functional.one_hot(y, 2)) ** 2).mean()),
        (
            "hinge",
            lambda z, y: torch.relu(1 - (z.gather(1, y[:, None]) - z.gather(1, 1 - y[:, None]))).mean() / 2,
        ),
    ],
)
def test_two_classes(loss, criterion, project_of, by_hand, dtype):
    outputs = 1 if loss == "bce" else 2
    project = project_of(
        "moons",
        ("linear", {"units": 10}, "elu"),
        ("linear", {"units": outputs}, None),
        loss=loss,
        optimizer=("sgd", {"learning_rate": 0.05}),
        batch_size=20,
    )
    network = nn.Sequential(nn.Linear(2, 10), nn.ELU(), nn.Linear(10, outputs))
    assert_same_run(project, network, criterion, lambda p: torch.optim.SGD(p, lr=0.05), by_hand, dtype)


def test_convolutions_with_batch_norm(project_of, by_hand, dtype):
    project = project_of(
        "digits",
        ("conv2d", {"channels": 6}, None),
        ("batch_norm", {}, "relu"),
        ("max_pool", {}, None),
        ("conv2d", {"channels": 8, "kernel": 3, "padding": 0, "stride": 1}, "leaky_relu"),
        ("flatten", {}, None),
        ("dropout", {"probability": 0.0}, None),
        ("linear", {"units": 10}, None),
        loss="cross_entropy",
        optimizer=("momentum", {"learning_rate": 0.01}),
        batch_size=64,
    )
    norm = nn.BatchNorm2d(6)
    network = nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1), norm, nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3), nn.LeakyReLU(), nn.Flatten(), nn.Linear(8 * 2 * 2, 10),
    )  # fmt: skip
    session = assert_same_run(
        project,
        network,
        nn.CrossEntropyLoss(),
        lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
        by_hand,
        dtype,
        2 * TOLERANCES[dtype],
    )
    theirs = session.network.module_of("batch_norm-1")
    torch.testing.assert_close(theirs.running_mean, norm.running_mean, rtol=1e-3, atol=1e-5)
    torch.testing.assert_close(theirs.running_var, norm.running_var, rtol=1e-3, atol=1e-5)
    network.eval()
    with torch.no_grad():
        expected = (network(session.data.x_val).argmax(1) == session.data.y_val).double().mean()
    assert session.evaluate().validation_metric == pytest.approx(float(expected), abs=0.003)


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle"])
def test_a_schedule_of_torch(schedule, project_of, by_hand):
    """The rates of a whole run against torch's own schedulers."""
    project = project_of(
        "iris",
        ("linear", {"units": 3}, None),
        loss="cross_entropy",
        optimizer=("sgd", {"learning_rate": 0.1}),
        batch_size=21,
        epochs=40,
    )
    chosen = project.training.schedule.with_(kind=schedule)
    session = Session(project.with_(training=project.training.with_(schedule=chosen)))
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = {
        "cosine": lambda: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, session.total_steps),
        "one_cycle": lambda: torch.optim.lr_scheduler.OneCycleLR(
            optimizer, 0.1, session.total_steps, cycle_momentum=False
        ),
    }[schedule]()
    expected, rates = [], []
    for _ in range(session.total_steps):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    while not session.finished:
        rates += session.train(64).learning_rate.tolist()
    assert rates == pytest.approx(expected, rel=1e-6, abs=1e-12)
