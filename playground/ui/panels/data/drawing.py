"""Drawing a data set: classes to choose from, the pad, and what is on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.datasets.drawn import MOST_CLASSES, pack_points, unpack_points
from playground.catalog.kinds import DataProblem
from playground.spec.base import Choice
from playground.ui.panels.data.point_pad import PointPad
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_label

NAMES = "ABCDEF"


class Drawing(QWidget):
    """Makes the points of a drawn data set."""

    changed = Signal(str, object)
    """Name of the edit, and the new Choice."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.pad = PointPad(hub, self)
        self.classes = [self._class_button(number) for number in range(MOST_CLASSES)]
        self._group = QButtonGroup(self)
        for number, button in enumerate(self.classes):
            self._group.addButton(button, number)
        self.clear = QPushButton("Clear", self)
        self.clear.setToolTip("Remove all points")
        self.words = plain_label("", self)
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in self.classes:
            row.addWidget(widget)
        below = QHBoxLayout()
        below.addWidget(self.words, 1)
        below.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.pad)
        layout.addLayout(below)
        self._group.idClicked.connect(self.choose_class)
        self.pad.class_changed.connect(self.choose_class)
        self.pad.drawn.connect(self._on_drawn)
        self.clear.clicked.connect(self.pad.clear)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self.choose_class(0)

    def _class_button(self, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setText(NAMES[number])
        button.setMinimumWidth(36)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(10, 10))
        button.setToolTip(f"Draw points of class {NAMES[number]} (key {number + 1})")
        button.setAccessibleName(f"Class {NAMES[number]}")
        return button

    def choose_class(self, number: int) -> None:
        """Draw points of another class from now on."""
        self.classes[number].setChecked(True)
        self.pad.current = number
        self.pad.update()

    def show_dataset(self, choice: Choice) -> None:
        """Show the points of the project; damaged points are reported instead of shown."""
        text = choice.params.get("points", "")
        self._text = text if isinstance(text, str) else ""
        try:
            self.pad.show_points(*unpack_points(self._text))
        except DataProblem as problem:
            self.pad.show_points(*unpack_points(""))
            self.words.setText(str(problem))
            return
        self._count()

    def _count(self) -> None:
        y = self.pad.labels
        counts = [
            f"{(y == number).sum():,} of {NAMES[number]}"
            for number in range(MOST_CLASSES)
            if (y == number).any()
        ]
        advice = "" if len(counts) > 1 else " Draw a second class too." if counts else ""
        self.words.setText(f"{len(y):,} points: {', '.join(counts)}.{advice}" if counts else "No points yet.")
        self.clear.setEnabled(bool(counts))

    def _on_drawn(self, words: str) -> None:
        self._text = pack_points(self.pad.points, self.pad.labels)
        self._count()
        self.changed.emit(words, Choice(kind="drawn", params={"points": self._text}))

    def _restyle(self, theme: Theme) -> None:
        for number, button in enumerate(self.classes):
            button.setIcon(_dot(theme.class_colors[number], self.devicePixelRatioF()))


def _dot(color: str, ratio: float) -> QIcon:
    picture = QPixmap(round(10 * ratio), round(10 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(1, 1, 8, 8)
    painter.end()
    return QIcon(picture)
