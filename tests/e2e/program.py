"""The real program on a real display, with an observer that tells where things are and how the run stands.

It answers lines of JSON on stdin by lines of JSON on stdout. It never acts: mouse and keys come from outside.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSocketNotifier, Qt
from PySide6.QtWidgets import QWidget

from playground.app.settings import Memory
from playground.engine.events.run import Event, Scalars
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow
from playground.ui.window.program.app import make_application, open_window


class Observer:
    """Answers questions about a window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.losses: list[float] = []
        window.runs.frame.connect(self._note)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._answer)

    def _note(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Scalars):
                self.losses += event.loss.tolist()

    def _answer(self) -> None:
        line = sys.stdin.readline()
        if not line:
            self.window.document.saved_as(Path("unsaved.descent"))
            self.window.close()
            return
        question = json.loads(line)
        answer = getattr(self, question.pop("ask"))(**question)
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer

    def entry(self, title: str) -> list[int]:
        """Where an entry of the palette is on the screen."""
        tree = self.window.docks["palette"].panel.tree
        (item,) = tree.findItems(title, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
        return _on_screen(tree.viewport(), tree.visualItemRect(item).center())

    def wire(self, source: str, target: str) -> list[int]:
        """Where the middle of a wire is on the screen."""
        canvas = self.window.canvas
        (item,) = [i for e, i in canvas.canvas.edges.items() if (e.source, e.target) == (source, target)]
        return _on_screen(canvas.viewport(), canvas.viewportTransform().map(item.middle).toPoint())

    def play(self) -> list[int]:
        """Where the play button is on the screen."""
        button = self.window.transport.play
        return _on_screen(button, button.rect().center())

    def state(self) -> dict[str, object]:
        """What there is, and how the run stands."""
        graph = self.window.document.project.graph
        return {
            "nodes": [node.id for node in graph.nodes],
            "wires": [[edge.source, edge.target] for edge in graph.edges],
            "state": str(self.window.runs.state),
            "steps": len(self.losses),
            "first_loss": _mean(self.losses[:200]),
            "last_loss": _mean(self.losses[-200:]),
            "undo": self.window.document.undo_label,
            "device": self.window.transport.device.text(),
            "active": self.window.isActiveWindow(),
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _on_screen(widget: QWidget, at: QPoint) -> list[int]:
    point = widget.mapToGlobal(at)
    return [point.x(), point.y()]


def main() -> int:
    """Run until the window closes or stdin ends."""
    app = make_application()
    window = open_window(Memory(), ThemeHub("light"))
    observer = Observer(window)
    window.show()
    app.processEvents()
    print(json.dumps({"ready": bool(observer)}), flush=True)  # noqa: T201 - the first answer
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
