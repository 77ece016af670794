"""The colours of the lanes of a race: the same everywhere, whatever other lanes there are."""

from playground.spec.race import LaneSpec
from playground.ui.style.theme import Theme


def lane_color(theme: Theme, lane: LaneSpec) -> str:
    """Return a lane's own colour, or the automatic one."""
    return lane.color or automatic_lane_color(theme, lane)


def automatic_lane_color(theme: Theme, lane: LaneSpec) -> str:
    """Return the colour that follows from a lane's id; those of ``RaceSpec.fresh_id`` differ from each other."""
    digits = "".join(sign for sign in lane.id if sign in "0123456789")
    number = int(digits) - 1 if digits else sum(lane.id.encode())
    return theme.lane_colors[number % len(theme.lane_colors)]
