"""Evaluations of lanes at the start, one for all that begin with equal networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import torch

from playground.engine.race.network.lane_projects import without_dropout
from playground.engine.training.evaluation import Evaluation, evaluate_in_slices, evaluated_samples
from playground.engine.training.session import Session


class FirstEvaluations:
    """Evaluates lanes; those that are equal share the outcome: it would give each the same numbers."""

    def __init__(self) -> None:
        self._known: list[tuple[Session, Evaluation]] = []

    def begin(
        self, members: Iterable[Session], stopped: Callable[[], bool]
    ) -> Iterator[tuple[int, int, float]]:
        """Evaluate lanes that stand at the start batch by batch, each network once, for ``evaluate`` to know them.

        Yields:
            Samples done, samples in all, and the mean loss on those of a split so far.
        """
        different = list[Session]()
        for member in members:
            if _is_plain(member) and not any(_alike(member, other) for other in different):
                different.append(member)
        each = [evaluated_samples(member.data) for member in different]
        for number, member in enumerate(different):
            data, device = member.data, member.device
            slices = evaluate_in_slices(member.network, member.loss, data, device, stopped)
            while True:
                try:
                    done, loss = next(slices)
                except StopIteration as end:
                    if end.value is not None:
                        self._known.append((member, end.value))
                    break
                yield sum(each[:number]) + done, sum(each), loss

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
    if one.loss != other.loss or one.data is not other.data:
        return False
    graphs = [each.project.graph for each in (one, other)]
    if not one.training_mode and not other.training_mode:
        graphs = [without_dropout(graph) for graph in graphs]
    if graphs[0] != graphs[1]:
        return False
    ways = [(each.averaged, each.training_mode and each.training.batch_size) for each in (one, other)]
    mine, theirs = one.network.state_dict(), other.network.state_dict()
    return ways[0] == ways[1] and all(torch.equal(mine[name], theirs[name]) for name in mine)


def _is_plain(member: Session) -> bool:
    """Whether the network itself is evaluated, in evaluation mode, where it stands at the start."""
    shows_average = member.averaged or member.stepper.shows_average
    return not (member.steps_done or member.training_mode or shows_average)
