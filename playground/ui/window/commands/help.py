"""The Help menu."""

from collections.abc import Iterator

from playground.ui.commands.command import Command, Run
from playground.ui.window.help import Help


def help_commands(pages: Help, show_start: Run, measure: Run) -> Iterator[Command]:
    """Yield the command palette, the start page, the pages of help, and measurements."""
    yield Command(
        id="help.commands", title="Find a command…", menu="Help", run=pages.open_palette, icon="magnify",
        keys=("Ctrl+K", "Ctrl+Shift+P"),
    )  # fmt: skip
    yield Command(
        id="help.shortcuts", title="Keyboard shortcuts", menu="Help", run=pages.show_shortcuts,
        icon="keyboard-outline", keys=("F1",),
    )  # fmt: skip
    yield Command(
        id="help.start", title="Start page", menu="Help", run=show_start, icon="view-grid-outline",
        tip="Show the examples with pictures, and the projects opened last",
    )  # fmt: skip
    yield Command(
        id="help.tour", title="First steps", menu="Help", run=pages.show_first_steps, icon="school-outline"
    )
    yield Command(
        id="help.measure", title="Measure this computer…", menu="Help", run=measure, icon="speedometer",
        tip="How fast each device multiplies, copies, trains and reads; and whether it agrees with the CPU",
    )  # fmt: skip
    yield Command(
        id="help.about", title="About Descent", menu="Help", run=pages.show_about, icon="information-outline",
        separated=True,
    )  # fmt: skip
