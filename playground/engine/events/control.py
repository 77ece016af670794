"""Commands to a run or race, given in any thread and obeyed by its worker between two steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Any

from playground.engine.events.run import Event
from playground.engine.events.weights import WeightPlace
from playground.spec.project import Project
from playground.spec.race import LaneSpec


@dataclass(frozen=True)
class Play:
    """Continue until paused or finished."""


@dataclass(frozen=True)
class Pause:
    """Stop between two steps."""


@dataclass(frozen=True)
class Finish:
    """Continue to the end and end the job there; a run that is finished stays as it is."""


@dataclass(frozen=True)
class Steps:
    """Do a number of steps, then pause."""

    count: int


@dataclass(frozen=True)
class Epoch:
    """Continue to the end of the current epoch, then pause."""


@dataclass(frozen=True)
class Speed:
    """Limit the speed; None for as fast as possible."""

    steps_per_second: float | None


@dataclass(frozen=True)
class Change:
    """Take over the training choices and the plane of this project."""

    project: Project


@dataclass(frozen=True)
class Want:
    """Make only these heavy events."""

    types: frozenset[type[Event]]


@dataclass(frozen=True)
class FindRate:
    """Try learning rates on a copy; the run itself waits meanwhile."""


@dataclass(frozen=True)
class LeaveRates:
    """End the search for a learning rate."""


@dataclass(frozen=True)
class SaveWeights:
    """Write a file from which the run can continue."""

    path: Path


@dataclass(frozen=True)
class LoadWeights:
    """Continue from a file; one that does not fit changes nothing."""

    path: Path


@dataclass(frozen=True)
class KeepWeights:
    """Save the weights to this file regularly; None stops that.

    Attributes:
        path: The file.
        every: Save after every this many steps; None for every 45 seconds of training and when it halts.
    """

    path: Path | None
    every: int | None = None


@dataclass(frozen=True)
class SetWeight:
    """Set a weight of a dense layer by hand."""

    place: WeightPlace
    value: float


@dataclass(frozen=True)
class Inspect:
    """Call a function with the session between two steps, in the thread that trains; it must change nothing."""

    look: Callable[[Any], object]


@dataclass(frozen=True)
class ChangeLane:
    """Change the settings of a lane, or let a new lane join at the common start."""

    lane: LaneSpec


@dataclass(frozen=True)
class DropLane:
    """Remove a lane from the race."""

    lane: str


@dataclass(frozen=True)
class SaveLane:
    """Write the weights of a lane to a file from which a run can continue."""

    lane: str
    path: Path


@dataclass(frozen=True)
class RacePlane:
    """Lay the common plane through the newest points of two lanes and the start; None for the main directions."""

    lanes: tuple[str, str] | None


Weights = SaveWeights | LoadWeights | KeepWeights | SetWeight | Inspect
Racing = ChangeLane | DropLane | SaveLane | RacePlane
Command = (
    Play | Finish | Pause | Steps | Epoch | Speed | Change | Want | FindRate | LeaveRates | Weights | Racing
)


class Control:
    """A queue of commands; every method may be called from any thread, none of them waits for the worker."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._commands: deque[Command] = deque()
        self._stopped = False

    def _give(self, command: Command) -> None:
        with self._condition:
            self._commands.append(command)
            self._condition.notify_all()

    def play(self) -> None:
        """Continue until paused or finished."""
        self._give(Play())

    def finish(self) -> None:
        """Continue to the end and end the job there."""
        self._give(Finish())

    def pause(self) -> None:
        """Stop between two steps."""
        self._give(Pause())

    def step(self, count: int = 1) -> None:
        """Do a number of steps, then pause."""
        self._give(Steps(count))

    def epoch(self) -> None:
        """Continue to the end of the epoch, then pause."""
        self._give(Epoch())

    def set_speed(self, steps_per_second: float | None) -> None:
        """Limit the speed; None for as fast as possible."""
        self._give(Speed(steps_per_second))

    def change(self, project: Project) -> None:
        """Take over training choices and plane."""
        self._give(Change(project))

    def want(self, types: frozenset[type[Event]]) -> None:
        """Make only these heavy events."""
        self._give(Want(types))

    def find_rate(self) -> None:
        """Try learning rates on a copy; the run itself waits meanwhile."""
        self._give(FindRate())

    def leave_rates(self) -> None:
        """End the search for a learning rate."""
        self._give(LeaveRates())

    def save_weights(self, path: Path) -> None:
        """Write a file from which the run can continue."""
        self._give(SaveWeights(path))

    def load_weights(self, path: Path) -> None:
        """Continue from a file; one that does not fit changes nothing."""
        self._give(LoadWeights(path))

    def set_weight(self, place: WeightPlace, value: float) -> None:
        """Set a weight of a dense layer by hand."""
        self._give(SetWeight(place, value))

    def inspect(self, look: Callable[[Any], object]) -> None:
        """Call a function with the session between two steps, in the thread that trains; it must change nothing."""
        self._give(Inspect(look))

    def keep_weights(self, path: Path | None, every: int | None = None) -> None:
        """Save the weights to a file regularly, or after every ``every`` steps; None stops that."""
        self._give(KeepWeights(path, every))

    def change_lane(self, lane: LaneSpec) -> None:
        """Change the settings of a lane, or let a new lane join at the common start."""
        self._give(ChangeLane(lane))

    def drop_lane(self, lane: str) -> None:
        """Remove a lane from the race."""
        self._give(DropLane(lane))

    def save_lane(self, lane: str, path: Path) -> None:
        """Write the weights of a lane to a file from which a run can continue."""
        self._give(SaveLane(lane, path))

    def choose_race_plane(self, lanes: tuple[str, str] | None) -> None:
        """Lay the common plane through two lanes and the start; None for the main directions of all paths."""
        self._give(RacePlane(lanes))

    def stop(self) -> None:
        """End the run for good."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def stopped(self) -> bool:
        """Whether the run is to end."""
        return self._stopped

    def pressing(self) -> bool:
        """Whether a command waits for the worker."""
        return self._stopped or bool(self._commands)

    def take(self, timeout: float | None) -> list[Command]:
        """All waiting commands, in order.

        Args:
            timeout: Seconds to wait for the first one; 0 returns at once, None waits without a limit.
        """
        with self._condition:
            if not self._commands and not self._stopped and timeout != 0:
                self._condition.wait(timeout)
            taken = list(self._commands)
            self._commands.clear()
            return taken
