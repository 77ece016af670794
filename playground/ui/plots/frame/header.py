"""The slim row of controls above a plot, and the drawer for controls that a narrow plot has no room for."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from playground.ui.plots.frame.controls import button
from playground.ui.plots.frame.flow_row import FlowRow


class Drawer(QFrame):
    """A small pop-up with controls below a button; a click outside closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("plotDrawer")
        inside = QWidget()
        inside.setObjectName("plotHeader")  # styles its controls as those in the row
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 8, 8, 8)
        outer.addWidget(inside)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def put(self, widget: QWidget) -> None:
        """Add a control."""
        self._column.addWidget(widget)

    def open_below(self, widget: QWidget) -> None:
        """Show below a widget, aligned to its right edge."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(widget.width(), widget.height() + 2))
        self.move(corner - QPoint(self.width(), 0))
        self.show()


class Header(QWidget):
    """The slim row of controls above a plot."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plotHeader")
        self._row = FlowRow(self)
        self._options: list[QWidget] = []
        self._drawer: Drawer | None = None
        self._more = button("⋯", "More options for this plot")
        self._more.setAccessibleName("More options")
        self._more.clicked.connect(self._on_more_clicked)
        self._more.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets at the end of the row."""
        for widget in widgets:
            self._row.addWidget(widget)

    def insert(self, index: int, *widgets: QWidget) -> None:
        """Insert widgets at an index."""
        for offset, widget in enumerate(widgets):
            self._row.insert(index + offset, widget)

    def push_right(self) -> None:
        """Right-align the widgets added from now on."""
        self._row.push_right()

    def add_options(self, *widgets: QWidget) -> None:
        """Add controls at the end that move into a drawer when the row is too narrow for everything."""
        self.add(*widgets, self._more)
        self._options += widgets

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the width has changed."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Qt: a control was added, removed or resized."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    # --- the drawer ------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Move the options into the drawer or back."""
        if not self._options or not self.isVisible():
            return
        stored = self._drawer is not None
        away = sum(_width(option) for option in self._options) if stored else 0
        needed = self._row.width_of_one_row() + away - (_width(self._more) if stored else 0)
        if (needed > self.width()) != stored:
            self._bring_back() if stored else self._store()

    def _store(self) -> None:
        self._drawer = Drawer(self)
        for option in self._options:
            hidden = option.isHidden()
            self._row.removeWidget(option)
            self._drawer.put(option)
            option.setHidden(hidden)
        self._more.show()

    def _bring_back(self) -> None:
        assert self._drawer is not None
        place = self._row.indexOf(self._more)
        for offset, option in enumerate(self._options):
            hidden = option.isHidden()
            option.setParent(self)
            self._row.insert(place + offset, option)
            option.setHidden(hidden)
        self._more.hide()
        self._drawer.deleteLater()
        self._drawer = None

    def _on_more_clicked(self) -> None:
        if self._drawer is not None:
            self._drawer.open_below(self._more)


def _width(widget: QWidget) -> int:
    """Return the width of a control in the row with its gap; 0 when it is hidden."""
    hint: QSize = widget.sizeHint()
    return 0 if widget.isHidden() else hint.width() + FlowRow.GAP
