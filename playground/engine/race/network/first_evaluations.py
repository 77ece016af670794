"""Evaluations of lanes at the start, one for all that begin with equal networks."""

from __future__ import annotations

from collections.abc import Callable

import torch

from playground.engine.training.evaluation import Evaluation
from playground.engine.training.session import Session


class FirstEvaluations:
    """Evaluates lanes; those that are equal share the outcome: it would give each the same numbers."""

    def __init__(self) -> None:
        self._known: list[tuple[Session, Evaluation]] = []

    def evaluate(self, member: Session, stopped: Callable[[], bool]) -> Evaluation | None:
        """Evaluate a lane as ``Session.evaluate`` does; None if ``stopped`` returned true meanwhile."""
        if member.steps_done:
            return member.evaluate(stopped)
        outcome = member.evaluate(
            stopped, next((found for other, found in self._known if _alike(member, other)), None)
        )
        if outcome is not None:
            self._known.append((member, outcome))
        return outcome


def _alike(one: Session, other: Session) -> bool:
    """Whether two sessions have equal networks, evaluated in the same way on the same data."""
    if one.project.graph != other.project.graph or one.loss != other.loss or one.data is not other.data:
        return False
    ways = [(each.averaged, each.training_mode, each.training.batch_size) for each in (one, other)]
    mine, theirs = one.network.state_dict(), other.network.state_dict()
    return ways[0] == ways[1] and all(torch.equal(mine[name], theirs[name]) for name in mine)
