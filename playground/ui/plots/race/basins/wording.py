"""Texts about the outcome of a start."""

from playground.catalog.kinds import Minimum
from playground.engine.race import lane_states
from playground.engine.race.surface.outcomes import Outcome

OUTCOMES = {
    Outcome.STILL_MOVING: "still moving",
    Outcome.STUCK: "stuck elsewhere",
    Outcome.DIVERGED: "diverged",
    Outcome.NO_HEIGHT: "f undefined there",
}


def state_text(place: Minimum, *, swinging: bool) -> str:
    """Return the state of a start that ends at a known minimum, in the words of the leaderboard."""
    if swinging:
        return lane_states.OSCILLATING
    return lane_states.CONVERGED if place.lowest else "trapped"
