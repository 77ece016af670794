"""The Run menu: each command acts on what its workspace shows, the run of the network or the race."""

from collections.abc import Callable, Iterator

from playground.engine.events.run import RunState
from playground.ui.commands.command import Command
from playground.ui.race.controls import LaneControls, RaceControls
from playground.ui.runs.auto_restart import AutoRestart
from playground.ui.runs.run_controller import RunController
from playground.ui.runs.run_edits import RunEdits
from playground.ui.window.tool_windows import ToolWindows

ON_SURFACE = ("run.toggle", "run.step", "run.step_back", "run.first", "run.last")
ON_NETWORK = ("run.toggle",)
"""Commands whose race keys hold in the pictures of each kind of race."""


def run_commands(
    runs: RunController,
    edits: RunEdits,
    race: Callable[[], RaceControls],
    tools: ToolWindows,
    racing: Callable[[], bool],
    auto_restart: AutoRestart,
) -> Iterator[Command]:
    """Yield play, steps and restarts.

    Args:
        runs: Acts in the Network workspace.
        edits: Changes the seed there.
        race: Gives what acts in the Race workspace; called only while that is shown.
        tools: Makes the window of the learning-rate finder.
        racing: Whether the Race workspace is shown.
        auto_restart: Restarts a run in training when the project is edited.
    """

    def playing() -> bool:
        return race().playing if racing() else runs.state is RunState.RUNNING or runs.play_waits

    yield Command(
        id="run.toggle", title="Play", menu="Run", in_network=runs.toggle, in_race=lambda: race().toggle(), icon="play",
        keys=("Ctrl+P", "F5"), race_keys=("Space",), label=lambda: "Pause" if playing() else "Play",
        tip="Play or pause",
    )  # fmt: skip
    yield Command(
        id="run.step", title="One step", menu="Run", in_network=runs.step, in_race=lambda: race().step(),
        icon="debug-step-over", keys=("Ctrl+Right",), race_keys=("Right",),
    )  # fmt: skip
    yield Command(
        id="run.epoch", title="One epoch", menu="Run", in_network=runs.epoch, icon="skip-next",
        keys=("Ctrl+Shift+Right",), tip="Train to the end of the epoch",
    )  # fmt: skip
    yield from _surface_commands(race, racing)
    yield Command(
        id="run.reset", title="Reset", menu="Run", in_network=runs.reset, in_race=lambda: race().reset(),
        icon="skip-previous", keys=("Ctrl+R",), separated=True, tip="Reset to the start, with the same initial weights",
    )  # fmt: skip
    yield Command(
        id="run.new_seed", title="New seed", menu="Run", in_network=edits.new_seed, in_race=lambda: race().new_seed(),
        icon="dice-5-outline", keys=("Ctrl+Shift+R",), tip="Reset with other random numbers",
    )  # fmt: skip
    yield from _lane_commands(race)
    yield Command(
        id="run.auto_restart", title="Restart on edits", menu="Run", in_network=auto_restart.toggle,
        checked=lambda: auto_restart.on,
        tip="An edit while a small network trains restarts it at once, and it trains on",
    )  # fmt: skip
    yield Command(
        id="run.find_rate", title="Find a learning rate…", menu="Run", in_network=tools.find_rate,
        icon="chart-bell-curve",
    )  # fmt: skip
    yield Command(
        id="run.sweep", title="Sweep…", menu="Run", in_network=tools.show_sweep, icon="chart-scatter-plot",
        tip="Train with many settings, in processes of their own, and see what they lead to",
    )  # fmt: skip
    yield Command(
        id="run.predict", title="Predict…", menu="Run", in_network=tools.predict, icon="target",
        tip="Use the network: type a row, or choose a table, pictures or arrays",
    )  # fmt: skip


def _surface_commands(race: Callable[[], RaceControls], racing: Callable[[], bool]) -> Iterator[Command]:
    """Yield what only a race on a surface can do, because it is computed ahead and then played."""

    def on_surface() -> bool:
        return racing() and not race().on_network

    yield Command(
        id="run.step_back", title="One step back", menu="Run", in_race=lambda: race().step_back(), icon="step-backward",
        race_keys=("Left",), enabled=on_surface, separated=True,
    )  # fmt: skip
    yield Command(
        id="run.first", title="Go to the start", menu="Run", in_race=lambda: race().show_first(), race_keys=("Home",),
        enabled=on_surface,
    )  # fmt: skip
    yield Command(
        id="run.last", title="Go to the last computed step", menu="Run", in_race=lambda: race().show_last(),
        race_keys=("End",), enabled=on_surface,
    )  # fmt: skip


def _lane_commands(race: Callable[[], RaceControls]) -> Iterator[Command]:
    """Yield what changes the lanes of a race."""
    rows: tuple[tuple[str, str, str, Callable[[LaneControls], object]], ...] = (
        ("add", "Add lane…", "Add a lane: choose its optimizer", lambda lanes: lanes.ask_lane()),
        ("copy", "Duplicate lane", "Duplicate the selected lane", lambda lanes: lanes.duplicate_lane()),
        ("remove", "Remove lane", "Remove the selected lane", lambda lanes: lanes.remove_lane()),
        ("next", "Select next lane", "Select the next lane", lambda lanes: lanes.select_lane(1)),
        ("previous", "Select previous lane", "Select the lane above", lambda lanes: lanes.select_lane(-1)),
        (
            "only",
            "Show only this lane",
            "Hide all lanes but the selected one; again: show all",
            lambda lanes: lanes.show_only_lane(),
        ),
    )
    for key, title, tip, act in rows:
        yield Command(
            id=f"run.lane.{key}",
            title=title,
            menu="Run/Lanes",
            in_race=lambda act=act: act(race().lanes),  # type: ignore[misc]
            tip=tip,
        )
