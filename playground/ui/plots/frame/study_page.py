"""The base of the pages beside a race: a header, a picture or a hint in its place, a caption."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from playground.ui.plots.frame.arrangement import arrange, hint_label
from playground.ui.plots.frame.caption import Caption
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.header import Header
from playground.ui.style.theme import Theme, ThemeHub


class StudyPage(QWidget):
    """A page with a picture that is computed only while it is visible."""

    visibility_changed = Signal(bool)
    """Whether the page is visible now."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hub = hub
        self.header = Header()
        self._pages = QStackedWidget()
        self._hint = hint_label()
        self._pages.addWidget(self._hint)
        self.caption = Caption(Qt.TextFormat.RichText)
        arrange(self, self.header, self._pages, self.caption)

    def set_body(self, body: QWidget) -> None:
        """Set the picture."""
        self._pages.addWidget(body)
        self._pages.setCurrentIndex(1)
        self.hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(self.hub.theme)

    @property
    def hint(self) -> str:
        """The hint in place of the picture; empty while the picture is shown."""
        return "" if self._pages.currentIndex() else self._hint.text()

    def show_hint(self, sentence: str) -> None:
        """Show a hint in place of the picture; an empty one brings the picture back."""
        self._hint.setText(sentence)
        self._pages.setCurrentIndex(0 if sentence else 1)
        self.caption.setVisible(not sentence)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours; for subclasses."""

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the page has become visible."""
        super().showEvent(event)
        self.visibility_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: the page is hidden."""
        super().hideEvent(event)
        self.visibility_changed.emit(False)

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.apply_theme(theme)
