"""Eight optimizers on one network against eight plain loops in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from by_hand import Loop, Make, mlp
from projects import h16, h64
from rows import Row, measures
from torch import nn
from turns import by_turns

from playground.engine.population.lockstep import LockstepTrainer
from playground.spec.base import Choice
from playground.spec.project import Project

ROUNDS = 32
RATES = {
    "sgd": 0.1,
    "momentum": 0.1,
    "nesterov": 0.1,
    "adagrad": 0.1,
    "rmsprop": 0.01,
    "adam": 0.01,
    "adamw": 0.01,
    "nadam": 0.01,
}
BY_HAND: dict[str, Make] = {
    "sgd": partial(torch.optim.SGD, lr=0.1),
    "momentum": partial(torch.optim.SGD, lr=0.1, momentum=0.9),
    "nesterov": partial(torch.optim.SGD, lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": partial(torch.optim.Adagrad, lr=0.1),
    "rmsprop": partial(torch.optim.RMSprop, lr=0.01),
    "adam": partial(torch.optim.Adam, lr=0.01),
    "adamw": partial(torch.optim.AdamW, lr=0.01),
    "nadam": partial(torch.optim.NAdam, lr=0.01),
}


def lanes_of(project: Project) -> LockstepTrainer:
    """The eight on one network."""
    training = project.training.with_(epochs=10**6, device="cpu")
    chosen = {
        kind: training.with_(optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for kind, rate in RATES.items()
    }
    return LockstepTrainer(project, chosen)


def rounds(lanes: LockstepTrainer) -> int:
    """Steps of every lane, without the evaluations that would follow."""
    done = lanes.train(ROUNDS)
    for member in lanes.members.values():
        member.progress.evaluated_at = member.steps_done
    return len(done["adam"].loss)


def in_turn(loops: list[Loop]) -> int:
    """The same by loop after loop."""
    for loop in loops:
        loop.steps(ROUNDS)
    return ROUNDS


def against_loops(project: Project, model: Callable[[], nn.Module], floor: float) -> Row:
    """Rounds per second; a round is a step of each of the eight."""
    lanes = lanes_of(project)
    data = lanes.members["adam"].data
    x, y = data.x_train, data.y_train.float()[:, None]
    loops = [Loop(model(), nn.BCEWithLogitsLoss(), make, x, y, batch=32) for make in BY_HAND.values()]
    ours, rival = by_turns(partial(rounds, lanes), partial(in_turn, loops), 1)
    return Row(ours, rival, floor, "rounds/s", note=f"{len(lanes.running)} lanes")


@measures("race8_h16")
def narrow() -> dict[str, Row]:
    """2-16-16-1."""
    return {"race8_h16": against_loops(h16(), partial(mlp, 2, 16, 16, 1), 4.0)}


@measures("race8_h64")
def wide() -> dict[str, Row]:
    """2-64-64-1."""
    return {"race8_h64": against_loops(h64(), partial(mlp, 2, 64, 64, 1), 2.2)}
