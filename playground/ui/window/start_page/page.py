"""The start page: examples with pictures, and the projects opened last, over the middle of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.examples import Example
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_tip
from playground.ui.window.start_page.example_card import WIDTH, ExampleCard

LARGEST = QSize(980, 680)
LEFT = 208
"""Width in pixels of the column at the left."""
GAP = 12
RADIUS = 12.0
SHADOW = 18
"""Width in pixels of the shadow around the page."""
MOST_RECENT = 6
READY = "“{}” waits behind this page: press play and watch a network learn, or choose an example."


class _Cards(QWidget):
    """Cards in as many columns as there is room for."""

    def __init__(self, cards: Sequence[ExampleCard], parent: QWidget) -> None:
        super().__init__(parent)
        self._cards, self._shown = cards, (0, False)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, GAP, 0)
        self._grid.setSpacing(GAP)
        self._races = False
        for card in cards:
            card.setParent(self)

    def show_races(self, width: int, *, races: bool) -> None:
        """Show the examples of one workspace."""
        self._races = races
        self.lay_out(width)

    def lay_out(self, width: int) -> None:
        """Place the cards in a width, and make them as wide as their columns."""
        columns = max(1, (width - GAP) // (WIDTH + GAP))
        each = (width - GAP - (columns - 1) * GAP) // columns
        for card in self._cards:
            card.setFixedHeight(card.heightForWidth(each))
        if (columns, self._races) == self._shown:
            return
        self._shown = (columns, self._races)
        shown = [card for card in self._cards if card.example.races is self._races]
        for card in self._cards:
            self._grid.removeWidget(card)
            card.setVisible(card in shown)
        for place, card in enumerate(shown):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
        for row in range(self._grid.rowCount() + 1):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(self._grid.rowCount(), 1)


class StartPage(QFrame):
    """What can be opened, for people who have just started the program.

    It leaves the transport and the menus free, so that nobody has to close it before pressing play.

    Args:
        window: It lies over this.
        hub: Colours.
        offered: The examples.
        recent: Files opened last, newest first.
        ready: Name of the first project, which waits behind the page untouched; empty when another one is open.
        at_start: Whether it is shown at each start.
    """

    play_wanted = Signal()
    """Train what is open."""
    example_chosen = Signal(Path)
    recent_chosen = Signal(Path)
    new_wanted = Signal()
    open_wanted = Signal()
    at_start_chosen = Signal(bool)
    """It is to be shown at each start, or not."""
    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        hub: ThemeHub,
        offered: Sequence[Example],
        recent: Sequence[Path],
        *,
        ready: str,
        at_start: bool,
    ) -> None:
        super().__init__(window)
        self._hub = hub
        self.setAccessibleName("Start page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.play = QPushButton("Watch it learn", self)
        self.play.setProperty("role", "primary")
        self.play.clicked.connect(self.play_wanted)
        self.shut = QToolButton(self)
        self.shut.setToolTip("Close the start page (Esc)")
        self.shut.setAccessibleName("Close the start page")
        self.shut.clicked.connect(self.closed)
        self.show_again = QCheckBox("Show at start", self)
        self.show_again.setChecked(at_start)
        self.show_again.setToolTip("Help › Start page brings it back at any time")
        self.show_again.toggled.connect(self.at_start_chosen)
        self.cards = [ExampleCard(example, hub, self) for example in offered]
        self.recent: list[QPushButton] = []
        self.groups: list[QPushButton] = []
        self._arrange(recent, ready)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)

    def _arrange(self, recent: Sequence[Path], ready: str) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(24 + SHADOW, 20 + SHADOW, 12 + SHADOW, 16 + SHADOW)
        whole.setSpacing(24)
        whole.addLayout(self._left(recent, ready))
        right = QVBoxLayout()
        right.setSpacing(8)
        head = QHBoxLayout()
        heading = QLabel("Examples", self)
        heading.setProperty("role", "title")
        head.addWidget(heading)
        head.addSpacing(12)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = _Cards(self.cards, self._area)
        group = QButtonGroup(self)
        for title, races in (("Networks", False), ("Races of optimizers", True)):
            chip = QPushButton(title, self)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(not races)
            chip.clicked.connect(lambda _on=False, races=races: self._on_group(races=races))
            group.addButton(chip)
            head.addWidget(chip)
            self.groups.append(chip)
        head.addStretch(1)
        head.addWidget(self.shut)
        right.addLayout(head)
        for card in self.cards:
            card.clicked.connect(partial(self.example_chosen.emit, card.example.path))
        self._area.setWidget(self._body)
        right.addWidget(self._area, 1)
        whole.addLayout(right, 1)

    def _left(self, recent: Sequence[Path], ready: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        title = QLabel("Descent", self)
        title.setProperty("role", "hero")
        words = QLabel(
            READY.format(ready) if ready else "Networks that learn, and optimizers that race.", self
        )
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        for widget in (title, words):
            widget.setFixedWidth(LEFT)
            column.addWidget(widget)
        column.addSpacing(6)
        column.addWidget(self.play)
        self.play.setVisible(bool(ready))
        column.addSpacing(14)
        if recent:
            heading = QLabel("Recent projects", self)
            heading.setProperty("role", "section")
            column.addWidget(heading)
        for path in recent[:MOST_RECENT]:
            self.recent.append(self._row(path.stem, str(path), partial(self.recent_chosen.emit, path)))
            column.addWidget(self.recent[-1])
        column.addSpacing(8 if recent else 0)
        column.addWidget(self._row("Open a file…", "Open a project (Ctrl+O)", self.open_wanted.emit))
        column.addWidget(
            self._row("New network", "Begin with the smallest network (Ctrl+N)", self.new_wanted.emit)
        )
        column.addStretch(1)
        drop = QLabel("Or drop a project, a table or a folder of pictures on the window.", self)
        drop.setWordWrap(True)
        drop.setFixedWidth(LEFT)
        drop.setProperty("role", "caption")
        column.addWidget(drop)
        column.addWidget(self.show_again)
        return column

    def _row(self, words: str, tip: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(
            self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, LEFT - 24), self
        )
        button.setProperty("role", "row")
        button.setToolTip(plain_tip(tip))
        button.clicked.connect(run)
        return button

    def place(self, middle: QRect) -> None:
        """Lie over the middle of an area, as large as there is room for."""
        size = LARGEST.boundedTo(middle.size() - QSize(48, 32))
        area = QRect(middle.topLeft(), size)
        area.moveCenter(middle.center())
        self.setGeometry(area.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the ground, its edge and a soft shadow."""
        theme = self._hub.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        for reach in range(SHADOW, 0, -2):
            painter.setBrush(QColor(0, 0, 0, 14 if theme.dark else 5))
            painter.drawRoundedRect(
                ground.adjusted(-reach, 4 - reach, reach, reach), RADIUS + reach, RADIUS + reach
            )
        painter.setPen(QPen(QColor(theme.field_border if theme.dark else theme.border), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size, with other columns."""
        super().resizeEvent(event)
        self._body.lay_out(self._room)

    @property
    def _room(self) -> int:
        """Width in pixels for the cards."""
        return self.width() - 2 * SHADOW - LEFT - 24 - 24 - 12 - 10

    def _on_group(self, *, races: bool) -> None:
        self._body.show_races(self._room, races=races)
        self._area.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _restyle(self, theme: Theme) -> None:
        self.shut.setIcon(icon("close", theme, theme.muted))
        self.play.setIcon(icon("play", theme, theme.accent_text))
        for card in self.cards:
            card.update()
