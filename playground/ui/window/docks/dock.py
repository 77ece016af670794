"""One view in a dock, with a title line that gives way to tabs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QVBoxLayout, QWidget

from playground.ui.window.docks.views import View

TITLE_HEIGHT = 28
LEAST_HEIGHT = 120
"""Least height of what a dock shows, in pixels; with none, a dock in a small window vanishes."""
_TURNS = count(1)


class _TitleBar(QWidget):
    """The line over a dock: its name, and buttons to float and to close it."""

    def __init__(self, dock: Dock, title: str) -> None:
        super().__init__(dock)
        self._dock = dock
        self._line_shown: bool | None = None
        self.setObjectName("dockTitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setSpacing(0)
        label = QLabel(title, self)
        label.setProperty("role", "section")
        row.addWidget(label, 1)
        self.enlarge = self._button(f"Let {title} fill the window, or go back (double-click)", dock.enlarge)
        self.float = self._button(f"Float {title}", dock.toggle_floating)
        self.shut = self._button(f"Close {title}", dock.close)
        row.addWidget(self.enlarge)
        row.addWidget(self.float)
        row.addWidget(self.shut)
        self.show_line(shown=True)

    def _button(self, words: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(22, 22)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        return button

    def show_line(self, *, shown: bool) -> None:
        """Stand over the dock, or give way to its tab."""
        if shown is self._line_shown:
            return
        self._line_shown = shown
        self.setFixedHeight(TITLE_HEIGHT if shown else 0)
        row = self.layout()
        assert row is not None
        row.setContentsMargins(*((12, 3, 4, 3) if shown else (0, 0, 0, 0)))
        for place in range(row.count()):
            part = row.itemAt(place)
            widget = part.widget() if part is not None else None
            if widget is not None:
                widget.setVisible(shown)
        frame = self._dock.layout()
        if frame is not None:
            frame.invalidate()
            frame.setGeometry(
                self._dock.rect()
            )  # a dock whose size stays would keep the room of the former line

    def paint_icons(self, whole: QIcon, up: QIcon, cross: QIcon) -> None:
        """Take icons in the theme's colours."""
        self.enlarge.setIcon(whole)
        self.float.setIcon(up)
        self.shut.setIcon(cross)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave it to the dock, which is dragged by this."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: let the dock fill the window, or go back."""
        event.accept()
        self._dock.enlarge()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Leave it to the dock."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it to the dock."""
        event.ignore()


class _Holder(QWidget):
    """Holds the widget of a dock, never narrower than it bears.

    Args:
        least: Its least width in pixels, also before the widget is there.
        parent: The dock.
    """

    def __init__(self, least: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # as a plain widget would have
        self._least = least

    def minimumSizeHint(self) -> QSize:
        """Qt: the least width of the view or of its widget; heights give way further than widgets say."""
        return QSize(max(self._least, super().minimumSizeHint().width()), LEAST_HEIGHT)


class Dock(QDockWidget):
    """A view in a dock. Behind another tab its widget is hidden for good, so that it draws nothing.

    Args:
        view: Its row of the table.
        make: Makes the widget when it is first needed.
        window: Owner.

    Attributes:
        view: Its row of the table.
        seen: Whether the widget is on the screen: neither closed nor behind another tab.
        turn: Grows each time that any dock comes into sight: that of the dock seen last is the highest.
    """

    seen_changed = Signal()
    enlarge_wanted = Signal()
    """It is to fill the window, or to go back to its place."""
    closed = Signal()
    """It was closed by hand."""
    made = Signal(str, QWidget)
    """The widget is there: key of the view, and the widget."""

    def __init__(self, view: View, make: Callable[[], QWidget], window: QMainWindow) -> None:
        super().__init__(view.title, window)
        self.setObjectName(view.key)
        self.view = view
        self.seen, self.turn = False, 0
        self._make = make
        self._may_fill = False
        self._panel: QWidget | None = None
        self._holder = _Holder(view.least, self)
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._holder)
        self.bar = _TitleBar(self, view.title)
        self.setTitleBarWidget(self.bar)
        self.visibilityChanged.connect(self._on_visibility_changed)

    @property
    def panel(self) -> QWidget:
        """The widget, made when it is first needed."""
        if self._panel is None:
            self._panel = self._make()
            column = self._holder.layout()
            assert column is not None
            column.addWidget(self._panel)
            self._panel.setVisible(self.seen)
            self.made.emit(self.view.key, self._panel)
        return self._panel

    @property
    def is_made(self) -> bool:
        """Whether the widget is there."""
        return self._panel is not None

    def toggle(self) -> None:
        """Close it when it is seen, else bring it to the front."""
        if self.seen:
            self.close()
        else:
            self.bring()

    def enlarge(self) -> None:
        """Ask to fill the window, or to go back."""
        self.enlarge_wanted.emit()

    def toggle_floating(self) -> None:
        """Float, or go back into the window."""
        self.setFloating(not self.isFloating())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: closed by its button, its menu or its key; a window that closes does not close its docks."""
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the dock, with an edge where it floats over the window."""
        super().paintEvent(event)
        if self.isFloating():
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()

    def bring(self) -> None:
        """Show it, in front of its neighbours."""
        self.show()
        self.raise_()

    def _on_visibility_changed(self, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        if seen == self.seen:
            return
        self.seen = seen
        if seen:
            self.turn = next(_TURNS)
        if self._panel is not None:
            self._panel.setVisible(seen)
            self.seen_changed.emit()
        elif seen:
            # Qt shows docks for a moment that end behind another tab; what is not seen afterwards is not made.
            QTimer.singleShot(0, self, self._make_if_seen)

    @Slot()
    def _make_if_seen(self) -> None:
        if self._may_fill and self.seen and self.panel is not None:
            self.seen_changed.emit()

    def fill(self) -> None:
        """Make the widget when it is seen."""
        self._may_fill = True
        QTimer.singleShot(0, self, self._make_if_seen)  # in events of their own, so that the window lives on
