"""The colours of lanes, processes, classes and other numbered things: each has the same one everywhere."""

from playground.spec.race import LaneSpec
from playground.ui.style.theme import Theme


def numbered_color(theme: Theme, number: int) -> str:
    """Return the colour of a numbered thing; the first ones differ most, and they recur after the last."""
    return theme.lane_colors[number % len(theme.lane_colors)]


def class_color(theme: Theme, number: int) -> str:
    """Return the colour of a class; they recur after the last."""
    return theme.class_colors[number % len(theme.class_colors)]


def lane_color(theme: Theme, lane: LaneSpec) -> str:
    """Return a lane's own colour, or the automatic one."""
    return lane.color or automatic_lane_color(theme, lane)


def automatic_lane_color(theme: Theme, lane: LaneSpec) -> str:
    """Return the colour that follows from a lane's id; those of ``RaceSpec.fresh_id`` differ from each other."""
    digits = "".join(sign for sign in lane.id if sign in "0123456789")
    number = int(digits) - 1 if digits else sum(lane.id.encode())
    return numbered_color(theme, number)
