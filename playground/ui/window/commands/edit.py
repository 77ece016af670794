"""The Edit menu."""

from collections.abc import Iterator

from playground.app.document import Document
from playground.ui.canvas.view import rows as on_canvas
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.commands.command import Command


def edit_commands(document: Document, canvas: CanvasCommands) -> Iterator[Command]:
    """Yield undo and redo, and what the canvas does with its selection."""
    yield Command(
        id="edit.undo", title="Undo", menu="Edit", run=document.undo, icon="undo", keys=("Ctrl+Z",),
        enabled=lambda: document.undo_label is not None, label=lambda: _named("Undo", document.undo_label),
    )  # fmt: skip
    yield Command(
        id="edit.redo", title="Redo", menu="Edit", run=document.redo, icon="redo", keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        enabled=lambda: document.redo_label is not None, label=lambda: _named("Redo", document.redo_label),
    )  # fmt: skip
    yield from on_canvas.edit_commands(canvas)


def _named(verb: str, edit: str | None) -> str:
    return f"{verb} {edit}" if edit else verb
