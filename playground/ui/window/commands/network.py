"""The Network menu."""

from collections.abc import Iterator

from playground.ui.canvas.view import rows as on_canvas
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.commands.command import Command, Run
from playground.ui.files import published_start, run_start
from playground.ui.files.weight_files import WeightFiles
from playground.ui.window.tool_windows import ToolWindows


def network_commands(
    canvas: CanvasCommands, tools: ToolWindows, weights: WeightFiles, show_problems: Run
) -> Iterator[Command]:
    """Yield what builds and arranges the network."""
    yield from on_canvas.build_commands(canvas)
    yield Command(
        id="network.begin_with_run", title=run_start.LABEL, menu="Network/Transfer learning",
        in_network=weights.start.begin_with_run, enabled=weights.start.is_trained, separated=True,
        tip="Keep the weights as they are now in a file beside the project, and begin runs with them: a new head then "
        "keeps what was trained below it",
    )  # fmt: skip
    yield Command(
        id="network.begin_with_published", title=published_start.LABEL, menu="Network/Transfer learning",
        in_network=weights.published.begin_with_published,
        tip="Begin runs with the weights that torchvision or another package publishes for the network that is drawn; "
        "they are downloaded once",
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
