"""Every optimizer of the catalog continues from a weight file to the last bit, from any step."""

import zlib
from itertools import pairwise

import numpy as np
import pytest
import torch

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.training import checkpoint
from playground.engine.training.session import Session

STEPS = 14
"""Enough for a renewal of the axes of SOAP, every ten steps."""


@pytest.fixture
def moons(chain, project_of):
    hidden = ("linear", {"units": 8}, "tanh")
    graph = chain(hidden, hidden, ("linear", {"units": 2}, None))
    return project_of("moons", {"samples": 60}, graph, batch_size=8, epochs=30)


@pytest.fixture
def pictures(chain, project_of, tmp_path):
    """Convolution, batch norm and dropout on 40 small pictures."""
    random = np.random.default_rng(1)
    x, y = random.random((40, 2, 5, 5)), np.arange(40) % 3
    np.savez(tmp_path / "pictures.npz", x=x + y[:, None, None, None], y=y)
    graph = chain(
        ("conv2d", {"channels": 2, "stride": 2}, None),
        ("batch_norm", {}, "relu"),
        ("dropout", {"probability": 0.2}, None),
        ("flatten", {}, None),
        ("linear", {"units": 3}, None),
    )
    return project_of("npz", {"path": str(tmp_path / "pictures.npz")}, graph, batch_size=8, epochs=30)


def bits(session):
    """Everything in a session's state as bytes and numbers."""
    return {
        name: value.numpy().tobytes() if isinstance(value, torch.Tensor) else value
        for name, value in session.state().values.items()
    }


def walk(session, steps, random):
    """Train to a step in chunks of random lengths; the losses."""
    losses = []
    while session.steps_done < steps:
        losses += session.train(int(random.integers(1, 1 + steps - session.steps_done))).loss.tolist()
    return losses


@pytest.mark.parametrize("network", ["moons", "pictures"])
@pytest.mark.parametrize("optimizer", [entry.key for entry in OPTIMIZERS])
def test_it_continues_from_a_file_at_random_steps(optimizer, network, request, changed, tmp_path):
    """From each of the files to the next, where it is what was saved there, bit by bit."""
    project = changed(request.getfixturevalue(network), optimizer=(optimizer, {}))
    steps = 6 if OPTIMIZERS.entry(optimizer).needs.hessian else STEPS
    random = np.random.default_rng(zlib.crc32(f"{optimizer} {network}".encode()))
    first, path = Session(project), tmp_path / "run.weights"
    kept = []
    for step in sorted({1, *random.integers(1, steps, 2).tolist(), steps}):
        walk(first, step, random)
        kept.append((step, path.with_stem(f"run-{step}"), bits(first)))
        checkpoint.save(first, kept[-1][1])
    for (start, file, _), (end, _, expected) in pairwise(kept):
        resumed = checkpoint.resume(file)
        assert resumed.steps_done == start
        walk(resumed, end, random)
        assert bits(resumed) == expected
