"""The network of a run as it is now, for another thread than the one that trains it."""

from __future__ import annotations

from queue import Empty, SimpleQueue

from playground.catalog.kinds import DataProblem
from playground.engine.events.control import Control
from playground.engine.training.session import Session
from playground.inference.trained_model import TrainedModel, model_of

WAIT = 20.0
"""Seconds until a run that does not answer is given up."""


def model_from(control: Control) -> TrainedModel:
    """Copy the network of a run between two steps; waits, so call it in a thread of its own.

    Args:
        control: Commands to the run.

    Raises:
        DataProblem: When the run gives no network, because it is over or its device has no room for a copy.
    """
    answers: SimpleQueue[TrainedModel | str] = SimpleQueue()

    def copy(session: Session) -> None:
        try:
            answers.put(model_of(session))
        except (RuntimeError, MemoryError):  # torch reports a lack of memory as a RuntimeError
            answers.put("There is no memory for a copy of the network.")

    control.inspect(copy)
    try:
        found = answers.get(timeout=WAIT)
    except Empty:
        raise DataProblem("The run does not answer; reset it, or try again.") from None
    if isinstance(found, str):
        raise DataProblem(found)
    return found
