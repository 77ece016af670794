"""The headless trainer against the loop that a person would write, each at its best number of threads."""

from __future__ import annotations

from time import perf_counter

import torch
from projects import example, h16
from rows import Row, measures
from torch import nn

from playground.engine.headless import train
from playground.engine.session import Session
from playground.engine.threads import fit_threads

ROUNDS = 3


def plain_speed(model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor, batch: int) -> float:
    """Steps per second of a plain loop over shuffled batches with ``torch.optim.Adam``; the best of the threads."""
    return max(_plain(model, loss, x, y, batch, threads) for threads in (1, 2))


def _plain(
    model: nn.Module, loss: nn.Module, x: torch.Tensor, y: torch.Tensor, batch: int, threads: int
) -> float:
    torch.set_num_threads(threads)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    best = 0.0
    for _ in range(ROUNDS):
        steps, begin = 0, perf_counter()
        while perf_counter() - begin < 1.0:
            order = torch.randperm(len(x))
            for start in range(0, len(x), batch):
                chosen = order[start : start + batch]
                optimizer.zero_grad()
                value = loss(model(x[chosen]), y[chosen])
                value.backward()
                optimizer.step()
                steps += 1
        best = max(best, steps / (perf_counter() - begin))
    return best


def headless_speed(project, seconds: float = 1.0) -> float:
    """Steps per second of the trainer."""
    session = Session(project, epochs=10**6)
    fit_threads(session)
    best = 0.0
    for _ in range(ROUNDS):
        begin, first = perf_counter(), session.steps_done
        while perf_counter() - begin < seconds:
            session.stretch(64)
        best = max(best, (session.steps_done - first) / (perf_counter() - begin))
    return best


@measures("train_h16")
def small() -> dict[str, Row]:
    """2-16-16-1, batch 32."""
    project = h16()
    data = Session(project).data
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
    y = data.y_train.float()[:, None]
    rival = plain_speed(model, nn.BCEWithLogitsLoss(), data.x_train, y, 32)
    return {"train_h16": Row(headless_speed(project), rival, 1.5, "steps/s")}


@measures("train_digits_mlp")
def digits() -> dict[str, Row]:
    """The shipped digits network."""
    project = example("digits-mlp")
    data = Session(project).data
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
    batch = project.training.batch_size
    rival = plain_speed(model, nn.CrossEntropyLoss(), data.x_train, data.y_train, batch)
    return {"train_digits_mlp": Row(headless_speed(project), rival, 1.3, "steps/s")}


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
