"""Whether a state fits a run, checked before anything is restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.engine.training.early_stopping import EarlyStopping
from playground.engine.training.state import BEFORE_END, State, StateProblem

if TYPE_CHECKING:
    from playground.engine.training.trainer import Trainer


def check_state(trainer: Trainer, now: State, state: State) -> None:
    """Check that a state fits a trainer; nothing is changed.

    Args:
        trainer: The trainer.
        now: Its present state.
        state: The other one.

    Raises:
        StateProblem: When it does not fit.
    """
    stepper = trainer.stepper
    free = ("random", "stopping", BEFORE_END, *(() if stepper.fixed_shapes else ("optimizer",)))
    state.check(now, free)
    if not trainer.progress.accepts(state.counts("course")):
        raise StateProblem("The counts of steps and epochs do not fit the data.")
    if stepper.rejects(state.part("optimizer")):
        raise StateProblem("The state of the optimizer does not fit.")
    try:
        EarlyStopping(trainer.training).load_state_dict(state.part("stopping"), trainer.memory)
    except KeyError as missing:
        raise StateProblem(f"“stopping.{missing.args[0]}” is missing.") from None
