"""The base of every live plot: a header, a plot or a hint, a caption, a readout at the cursor, a menu.

A panel consumes the events of the current run and draws at most once per call; while it is hidden it only
stores them, and draws when shown. It never draws without a new event, a resize or a gesture.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QWidget

from playground.engine.events.run import Event, Started
from playground.records.run import RunRecord
from playground.ui.plots.frame.arrangement import arrange, hint_label
from playground.ui.plots.frame.caption import Caption
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.header import Header
from playground.ui.style.theme import Theme, ThemeHub

_NO_RUN = -1

Row = tuple[str, str]
"""A name and a value of a readout."""


class Readout(QLabel):
    """A small card beside the cursor with names and exact values."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self.setObjectName("plotReadout")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def move_to(self, parent: QWidget) -> None:
        """Show the card on another widget from now on."""
        self._area = parent
        self.setParent(parent)

    def show_at(self, at: QPoint, title: str, rows: Iterable[Row], picture: str = "") -> None:
        """Show a title and rows beside a point of the parent, on the side where there is room.

        Args:
            at: The point.
            title: Above the rows; like them shown as it is, never as markup.
            rows: Names and values.
            picture: An ``<img>`` below the title.
        """
        cells = "".join(
            f"<tr><td>{escape(name)}&nbsp;&nbsp;&nbsp;</td><td align='right'>{escape(value)}</td></tr>"
            for name, value in rows
        )
        heading = f"<b>{escape(title)}</b>" if title else ""
        heading += f"<br>{picture}" if picture else ""
        self.setText(f"{heading}<table cellspacing='0' cellpadding='0'>{cells}</table>")
        self.adjustSize()
        area = self._area.rect()
        x = at.x() + 16 if at.x() + 16 + self.width() <= area.width() else at.x() - 16 - self.width()
        y = min(max(4, at.y() - self.height() // 2), area.height() - self.height() - 4)
        self.move(max(4, x), max(4, y))
        self.show()
        self.raise_()


class PlotPanel(QWidget):
    """Base of the live plots.

    Subclasses add controls to ``header``, call ``set_body`` once, list their events in ``handlers`` and
    implement ``draw``, ``forget`` and ``apply_theme``.

    Attributes:
        record: The run; who hands out its events keeps it, and sets it before each frame.
    """

    wanted: frozenset[type[Event]] = frozenset()
    """Heavy events that the panel draws; a run makes them only for visible panels."""
    hint: ClassVar[str] = ""
    """What to do to see something here."""
    wanted_changed = Signal()
    """``wanted`` is another set of events."""
    copy_wanted = Signal(QWidget)
    """The user wants its picture on the clipboard."""
    data_wanted = Signal()
    """The user wants its numbers on the clipboard."""
    has_data: ClassVar[bool] = False
    """Whether there is a command for that."""
    picture_wanted = Signal(QWidget)
    """The user wants to save a picture of this panel."""

    def __init__(self, hub: ThemeHub) -> None:
        super().__init__()
        self.record = RunRecord()
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hub = hub
        self.header = Header()
        self._run: int | None = None
        self._stale = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.redraw)
        self._pages = QStackedWidget()
        self.readout = Readout(self)
        self._hint = hint_label(self.hint)
        self._pages.addWidget(self._hint)
        self.caption = Caption()
        self.caption.hide()
        arrange(self, self.header, self._pages, self.caption)

    @property
    def theme(self) -> Theme:
        """The theme to draw in."""
        return self.hub.theme

    def set_body(self, body: QWidget) -> None:
        """Set the widget that replaces the hint once there is something to show."""
        self.body = body
        self.readout.move_to(body)
        self._pages.addWidget(body)
        self.hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(self.theme)

    # --- for subclasses --------------------------------------------------------------------------

    @abstractmethod
    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Return the handler of each event type."""

    @abstractmethod
    def draw(self) -> None:
        """Draw what is stored."""

    @abstractmethod
    def forget(self) -> None:
        """Drop everything stored of a run; ``record`` is that of the next one already."""

    @abstractmethod
    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""

    def reset_view(self) -> None:
        """Show everything again."""

    @property
    @abstractmethod
    def empty(self) -> bool:
        """Whether there is nothing to show yet."""

    # --- events ----------------------------------------------------------------------------------

    def consume(self, events: Sequence[Event]) -> None:
        """Store the events of a frame, and draw once if any of them matters."""
        if self.take(events):
            self.redraw()

    def take(self, events: Sequence[Event]) -> bool:
        """Store the events of this run, not of older ones; True if there is something new to draw."""
        handlers = self.handlers()
        taken = False
        for event in events:
            if isinstance(event, Started):
                self._restart(event.run)
            elif event.run != self._run:
                if self._run is not None:
                    continue
                self._run = event.run
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
                taken = True
        return taken

    def clear(self) -> None:
        """Drop the run, show the hint, and ignore events until another run starts."""
        self.record = RunRecord()
        self._restart(_NO_RUN)
        self.redraw()

    def redraw(self) -> None:
        """Draw now, or when shown."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        empty = self.empty
        self._pages.setCurrentIndex(0 if empty else 1)
        if empty:
            self.readout.hide()
        self.draw()

    def redraw_soon(self) -> None:
        """Draw once the pending events are processed; several calls draw once."""
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: draw what arrived while hidden."""
        super().showEvent(event)
        if self._stale:
            self.redraw()

    def hide_readout(self) -> None:
        """Hide the card at the cursor."""
        self.readout.hide()

    def set_caption(self, text: str) -> None:
        """Show a text below the plot, which keeps its room until the run is forgotten."""
        self.caption.set_text(text)
        self.caption.setVisible(not self.empty and (bool(text) or not self.caption.isHidden()))

    # --- menu ------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: open the menu."""
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Make the context menu."""
        menu = QMenu(self)
        menu.addAction("Reset view", self.reset_view)
        menu.addAction("Copy picture", lambda: self.copy_wanted.emit(self))
        menu.addAction("Save picture…", lambda: self.picture_wanted.emit(self))
        if self.has_data and not self.empty:
            menu.addAction("Copy data", self.data_wanted.emit)
        return menu

    def _restart(self, run: int) -> None:
        self._run = run
        self.forget()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.apply_theme(theme)
        self.redraw()
