"""Whether a state fits a session, checked before anything is restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.engine.training.early_stopping import EarlyStopping
from playground.engine.training.state import BEFORE_END, State, StateProblem

if TYPE_CHECKING:
    from playground.engine.training.session import Session


def check_state(session: Session, state: State) -> None:
    """Check that a state fits a session; nothing is changed.

    Raises:
        StateProblem: When it does not fit.
    """
    stepper = session.stepper
    free = ("random", "stopping", BEFORE_END, *(() if stepper.fixed_shapes else ("optimizer",)))
    state.check(session.state(), free)
    if not session.progress.accepts(state.counts("course")):
        raise StateProblem("The counts of steps and epochs do not fit the data.")
    if stepper.rejects(state.part("optimizer")):
        raise StateProblem("The state of the optimizer does not fit.")
    try:
        EarlyStopping(session.training).load_state_dict(state.part("stopping"), session.memory)
    except KeyError as missing:
        raise StateProblem(f"“stopping.{missing.args[0]}” is missing.") from None
