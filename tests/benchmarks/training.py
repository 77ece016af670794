"""The headless trainer against the loop that a person would write."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from by_hand import Loop, adam, mlp
from projects import example, fashion_like, h16
from rows import Row, measures
from torch import nn
from turns import by_turns

from playground.engine.training.session import Session
from playground.engine.training.threads import fit_threads
from playground.headless.train import train
from playground.spec.project import Project

CHUNK = 64
IMAGES = 1024
"""Pictures of the size of Fashion-MNIST's that stand for its 60,000: a part of an epoch."""


def steps(session: Session, most: int = CHUNK) -> int:
    """A stretch of the trainer without the evaluation that would follow; returns its length."""
    count = len(session.train(most).loss)
    session.progress.evaluated_at = session.steps_done
    return count


def against_loop(project: Project, model: nn.Module, loss: nn.Module, floor: float, most: int = CHUNK) -> Row:
    """The trainer and a plain loop on the same data."""
    session = Session(project, epochs=10**6, device="cpu")
    x, y = session.data.x_train, session.data.y_train
    if isinstance(loss, nn.BCEWithLogitsLoss):
        y = y.float()[:, None]
    loop = Loop(model, loss, adam, x, y, batch=project.training.batch_size)
    ours, rival = by_turns(partial(steps, session, most), partial(loop.steps, most), fit_threads(session))
    return Row(ours, rival, floor, "steps/s")


@measures("train_h16")
def small() -> dict[str, Row]:
    """2-16-16-1, batch 32."""
    return {"train_h16": against_loop(h16(), mlp(2, 16, 16, 1), nn.BCEWithLogitsLoss(), 1.5)}


@measures("train_digits_mlp")
def digits() -> dict[str, Row]:
    """The shipped digits network."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
    return {"train_digits_mlp": against_loop(example("digits-mlp"), model, nn.CrossEntropyLoss(), 1.3)}


@measures("train_digits_cnn")
def digits_cnn() -> dict[str, Row]:
    """The shipped convolutional network for digits."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.25), nn.Linear(512, 10),
    )  # fmt: skip
    return {"train_digits_cnn": against_loop(example("digits-cnn"), model, nn.CrossEntropyLoss(), 1.0, 8)}


@measures("epoch_fashion_cnn")
def epoch() -> dict[str, Row]:
    """Part of an epoch of a wide convolutional network on pictures of 28 x 28 that are noise."""
    model = nn.Sequential(
        nn.Conv2d(1, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(128 * 49, 1000), nn.ReLU(), nn.Linear(1000, 10),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        write_noise(Path(folder))
        row = against_loop(fashion_like(folder), model, nn.CrossEntropyLoss(), 1.0, 2)
    return {"epoch_fashion_cnn": row}


def write_noise(folder: Path) -> None:
    """IDX files with pictures of noise."""
    random = np.random.default_rng(0)
    for part, count in (("train", IMAGES), ("t10k", 64)):
        for name, sizes, most in (("images-idx3", (count, 28, 28), 256), ("labels-idx1", (count,), 10)):
            head = bytes([0, 0, 8, len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)
            values = random.integers(0, most, sizes, dtype=np.uint8).tobytes()
            (folder / f"{part}-{name}-ubyte").write_bytes(head + values)


@measures("examples")
def outcomes() -> dict[str, Row]:
    """What the shipped projects reach, and in which time."""
    rows = {}
    for name, least, seconds in (("digits-mlp", 0.97, 60), ("digits-cnn", 0.98, 60), ("spiral", 0.97, 30)):
        begin = perf_counter()
        result = train(example(name))
        took = perf_counter() - begin
        key = name.replace("-", "_")
        rows[f"accuracy_{key}"] = Row(result.val_metric, least, 1.0, "accuracy")
        rows[f"seconds_{key}"] = Row(took, seconds, 1.0, "s", less_is_better=True)
    return rows


@measures("fashion")
def fashion() -> dict[str, Row]:
    """Two epochs over all 60,000 images; needs the data set's files."""
    result = train(example("fashion-mnist-cnn"), epochs=2)
    note = f"{result.seconds:.0f} s, {result.steps} steps"
    return {"accuracy_fashion_mnist_cnn": Row(result.val_metric, 0.85, 1.0, "accuracy", note=note)}
