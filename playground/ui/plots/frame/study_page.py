"""What the pages beside a race have in common: a header, a picture or a sentence in its place, a caption."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.header import Header
from playground.ui.style.theme import Theme, ThemeHub


class StudyPage(QWidget):
    """A picture that is computed only while somebody looks at it."""

    looked = Signal(bool)
    """Whether the page can be seen now."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hub = hub
        self.header = Header()
        self._pages = QStackedWidget()
        self._hint = QLabel()
        self._hint.setObjectName("plotHint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._pages.addWidget(self._hint)
        self.caption = QLabel()
        self.caption.setObjectName("plotCaption")
        self.caption.setWordWrap(True)
        self.caption.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._pages, 1)
        column.addWidget(self.caption)

    def set_body(self, body: QWidget) -> None:
        """Give the picture."""
        self._pages.addWidget(body)
        self._pages.setCurrentIndex(1)
        self.hub.changed.connect(self._themed)
        self._themed(self.hub.theme)

    @property
    def hint(self) -> str:
        """The sentence in place of the picture; empty while the picture is shown."""
        return "" if self._pages.currentIndex() else self._hint.text()

    def show_hint(self, sentence: str) -> None:
        """Show a sentence in place of the picture; none brings the picture back."""
        self._hint.setText(sentence)
        self._pages.setCurrentIndex(0 if sentence else 1)
        self.caption.setVisible(not sentence)

    def apply(self, theme: Theme) -> None:
        """Take a theme's colours; for subclasses."""

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: it can be seen."""
        super().showEvent(event)
        self.looked.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: another page is in front, or the window is gone."""
        super().hideEvent(event)
        self.looked.emit(False)

    def _themed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.apply(theme)


def swatch(color: str) -> QIcon:
    """A dot of a lane's colour."""
    picture = QPixmap(24, 24)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(1, 1, 10, 10)
    painter.end()
    return QIcon(picture)
