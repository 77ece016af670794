"""The Network menu."""

from collections.abc import Iterator

from playground.ui.canvas.view import rows as on_canvas
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.commands.command import Command, Run
from playground.ui.files.run_start import LABEL, RunStart
from playground.ui.window.tool_windows import ToolWindows


def network_commands(
    canvas: CanvasCommands, tools: ToolWindows, start: RunStart, show_problems: Run
) -> Iterator[Command]:
    """Yield what builds and arranges the network."""
    yield from on_canvas.build_commands(canvas)
    yield Command(
        id="network.begin_with_run", title=LABEL, menu="Network/Transfer learning", in_network=start.begin_with_run,
        enabled=start.is_trained, separated=True,
        tip="Keep the weights as they are now in a file beside the project, and begin runs with them: a new head then "
        "keeps what was trained below it",
    )  # fmt: skip
    yield Command(
        id="network.preprocessing", title="Preprocessing…", menu="Network", run=tools.show_preparation,
        icon="chart-scatter-plot", separated=True, tip="See side by side what preprocessing does to the data",
    )  # fmt: skip
    yield from on_canvas.arrange_commands(canvas)
    yield Command(
        id="network.problems", title="Show problems", menu="Network", run=show_problems,
        icon="alert-circle-outline", keys=("Ctrl+Shift+M",), separated=True,
    )  # fmt: skip
