"""One half of the preprocessing lab."""

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from playground.ui.plots.preparation_pages import CloudPage, HistogramPage, ImagesPage, SlicePage
from playground.ui.theme import Theme


class Side(QWidget):
    """One half of the lab: a title, the page that is chosen, and a line of numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title, self.words = QLabel(self), QLabel(self)
        self.title.setProperty("role", "section")
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.cloud, self.histogram, self.images = CloudPage(), HistogramPage(), ImagesPage(theme)
        self.loss = SlicePage()
        self.stack = QStackedWidget(self)
        for page in (self.cloud, self.histogram, self.images, self.loss):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.stack, 1)
        column.addWidget(self.words)
        self.words.setMinimumHeight(2 * self.words.fontMetrics().height() + 4)

    def apply(self, theme: Theme) -> None:
        """Take a theme's colours."""
        for page in (self.cloud, self.histogram, self.images, self.loss):
            page.apply_theme(theme)
