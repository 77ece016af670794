"""The pages of the Help menu: keys, first steps, about."""

from collections.abc import Sequence
from html import escape
from itertools import combinations, pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground import __version__
from playground.ui.commands.command import MENUS, Command, Workspace, readable
from playground.ui.window.workspaces import TITLES

Rows = list[tuple[str, str]]
"""Keys or gestures, and what they do."""

GESTURES: dict[Workspace, Rows] = {
    "network": [
        (
            "Drag from the palette",
            "Add a layer; drop it on a wire or a block to insert it, drop an activation on a layer",
        ),
        ("Double-click the canvas", "Quick add at that place"),
        ("Double-click a block", "Look inside; the path at the top leads out again"),
        ("Drag from port to port", "Connect; a port that already has a wire gets the new one"),
        ("Drag over the canvas", "Select with a rubber band; Shift adds to the selection"),
        ("Wheel", "Zoom at the mouse"),
        ("Middle button, or Space and drag", "Pan the canvas"),
        ("Arrow keys", "Nudge the selected nodes; Shift for larger steps"),
        ("Tab", "Move from node to node"),
        ("Wheel over a plot", "Zoom; double-click to show everything again"),
        (
            "Double-click a node on paper",
            "Unfold the layer further (Backpropagation); arrow keys step, Space plays",
        ),
        ("Click a cell of the confusion matrix", "See the samples behind it, worst first; Esc goes back"),
        ("Double-click the title of a view", "Let it fill the window; Esc goes back"),
    ],
    "race": [
        ("Drag the start", "Begin all lanes somewhere else; the paths follow"),
        ("Click the surface", "Begin there"),
        ("Wheel over a picture", "Zoom; double-click to show everything again"),
        ("Drag the picture in 3-D", "Turn the surface"),
        ("Click the time slider", "Go to that step"),
    ],
}
STEPS = (
    ("Press play.", "The spiral network in front of you learns within seconds. Pause and step at any time."),
    ("Build.", "Drag layers from the palette onto a wire, and activations onto layers. Everything can be undone."),
    ("Choose data.", "The Data tab has point clouds, curves, tables and images, with preprocessing and a preview."),
    ("Choose training.", "Loss, optimizer, schedule, batch size: most can change during a run; the curves mark when."),
    ("Watch.", "Curves, prediction, the loss around the path, and gradients per layer. Hover for exact values."),
    ("Keep.", "Projects are small text files. The same seed gives the same curve, bit for bit."),
)  # fmt: skip


COLUMNS = 3


def key_groups(commands: Sequence[Command], workspace: Workspace) -> list[tuple[str, Rows]]:
    """Return the keys that do something in a workspace, by menu, and those that hold in the picture of a race."""
    held = [command for command in commands if workspace in command.workspaces]
    groups = [
        (menu, [row for c in held if c.menu.split("/")[0] == menu for row in _rows(c, workspace)])
        for menu in MENUS
    ]
    if workspace == "race":
        picture = [(readable(keys), c.tip or c.title) for c in held for keys in c.race_keys]
        groups.append(("Picture of a race", picture))
    return [group for group in groups if group[1]]


def _rows(command: Command, workspace: Workspace) -> Rows:
    on_canvas = command.canvas_keys if workspace == "network" else ()
    keys = [readable(each) for each in command.keys or on_canvas]
    return [(", ".join(keys), command.title)] if keys else []


def in_columns(groups: Sequence[tuple[str, Rows]], count: int) -> list[list[tuple[str, Rows]]]:
    """Cut groups into columns, in their order, so that the longest column is as short as possible."""
    places = range(1, len(groups))
    cuts: list[tuple[int, ...]] = [
        (0, *chosen, len(groups)) for chosen in combinations(places, min(count, len(groups)) - 1)
    ]

    def longest(cut: tuple[int, ...]) -> int:
        return max(sum(len(rows) + 2 for _, rows in groups[a:b]) for a, b in pairwise(cut))

    best = min(cuts, key=longest)
    return [list(groups[a:b]) for a, b in pairwise(best)]


class _Page(QDialog):
    """A dialog with a heading and a button that closes it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(12)
        heading = QLabel(title, self)
        heading.setProperty("role", "title")
        self.column.addWidget(heading)

    def finish(self) -> None:
        """Add the button."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(buttons)


class Shortcuts(_Page):
    """The keys and gestures of a workspace, menu by menu, in columns."""

    def __init__(self, commands: Sequence[Command], workspace: Workspace, parent: QWidget) -> None:
        super().__init__(f"Keyboard and mouse: {TITLES[workspace]}", parent)
        content = QWidget(self)
        columns = QHBoxLayout(content)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(40)
        groups = [*key_groups(commands, workspace), ("Mouse", GESTURES[workspace])]
        for part in in_columns(groups, COLUMNS):
            column = self._column(columns)
            for name, rows in part:
                column.addWidget(_table(name, rows, content))
            column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(content)
        area.setWidgetResizable(True)
        self.column.addWidget(area)
        self.finish()
        self.resize(1120, 620)

    @staticmethod
    def _column(columns: QHBoxLayout) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        columns.addLayout(column, 1)
        return column


def _table(name: str, rows: Rows, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    heading = QLabel(name, box)
    heading.setProperty("role", "heading")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, (keys, what) in enumerate(rows, start=1):
        left, right = QLabel(keys, box), QLabel(what, box)
        left.setProperty("role", "mono" if name != "Mouse" else "heading")
        right.setProperty("role", "muted")
        for label in (left, right):
            label.setWordWrap(name == "Mouse")
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(left, row, 0)
        grid.addWidget(right, row, 1)
    grid.setColumnStretch(1, 1)
    return box


class FirstSteps(_Page):
    """Six lines for first-time users."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__("First steps", parent)
        for number, (what, words) in enumerate(STEPS, start=1):
            label = QLabel(f"<b>{number}.&nbsp; {escape(what)}</b> {escape(words)}", self)
            label.setWordWrap(True)
            label.setFixedWidth(500)
            self.column.addWidget(label)
        keys = {command.id: command.shown_keys for command in commands}
        more = QLabel(
            f"Find more under File › Examples. {keys['help.commands']} finds any command, "
            f"{keys['help.shortcuts']} lists all keys.",
            self,
        )
        more.setProperty("role", "muted")
        more.setWordWrap(True)
        self.column.addWidget(more)
        self.finish()


class About(_Page):
    """Version and licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Descent", parent)
        words = QLabel(
            f"Version {__version__}. A playground for neural networks and optimizers.\n\n"
            "Free software under the MIT licence. Fonts: Inter and JetBrains Mono, SIL Open Font License.\n"
            "Built on PyTorch, Qt for Python (LGPL) and pyqtgraph.",
            self,
        )
        words.setWordWrap(True)
        words.setFixedWidth(420)
        self.column.addWidget(words)
        self.finish()
