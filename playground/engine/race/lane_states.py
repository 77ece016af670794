"""The states of a lane in the words of a leaderboard."""

CONVERGED, OSCILLATING, STUCK, STILL_MOVING = "converged", "oscillating", "stuck", "still moving"
"""On a surface: stays at its lowest minimum; swings around a minimum without coming closer; at rest or on flat ground
elsewhere; none of these."""
READY, RUNNING, FINISHED, DROPPED = "ready", "running", "finished", "dropped"
REACHED = "reached the target"
"""On a network."""


def trapped_at(x: float, y: float) -> str:
    """Describe a lane in a local minimum of a surface."""
    return f"trapped at {x:.2f}, {y:.2f}"


def diverged_at(step: int) -> str:
    """Describe a lane whose numbers are not finite since a step."""
    return f"diverged at step {step:,}"
