"""The shipped examples reach what they are shipped for."""

from pathlib import Path

import pytest

from playground import load, train

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("spiral", 0.97),
        ("circle", 0.97),
        ("xor", 0.97),
        ("iris", 0.95),
        ("wine-batchnorm", 0.92),
        ("digits-mlp", 0.97),
        ("digits-cnn", 0.98),
        ("digits-residual", 0.98),
        ("digits-gru", 0.96),
        ("digits-attention", 0.95),
        ("tokens-embedding", 0.99),
    ],
)
def test_accuracy(name, floor):
    result = train(load(EXAMPLES / f"{name}.descent"), device="cpu")
    assert result.metric == "accuracy"
    assert result.val_metric >= floor


@pytest.mark.parametrize(("name", "floor"), [("sine-1d", 0.95), ("diabetes-regression", 0.4)])
def test_r2(name, floor):
    result = train(load(EXAMPLES / f"{name}.descent"), device="cpu")
    assert result.metric == "r2"
    assert result.val_metric >= floor
