"""What commands do with the race that is shown, whichever kind it is."""

from typing import Protocol


class RaceControls(Protocol):
    """Controls of a race on a surface or on the network. Where a kind of race has no such step, nothing happens."""

    @property
    def playing(self) -> bool:
        """Whether the race plays or trains."""

    @property
    def on_network(self) -> bool:
        """Whether the race is on the network, and not on a surface that is computed ahead and played."""

    def toggle(self) -> None:
        """Play or pause."""

    def step(self) -> None:
        """Show the next step, or train all lanes by one."""

    def step_back(self) -> None:
        """Show the previous step."""

    def reset(self) -> None:
        """Return to the start."""

    def show_first(self) -> None:
        """Show the start."""

    def show_last(self) -> None:
        """Show the last step that is computed."""

    def new_seed(self) -> None:
        """Race with other random numbers; an edit that can be undone."""

    @property
    def lanes(self) -> "LaneControls":
        """What changes the lanes."""


class LaneControls(Protocol):
    """Controls of the lanes of a race."""

    def ask_lane(self) -> None:
        """Ask which optimizer a new lane has, and add it."""

    def duplicate_lane(self) -> None:
        """Duplicate the selected lane."""

    def remove_lane(self) -> None:
        """Remove the selected lane."""

    def select_lane(self, by: int) -> None:
        """Select the lane some places further down."""

    def show_only_lane(self) -> None:
        """Hide all lanes but the selected one, or show all again."""
