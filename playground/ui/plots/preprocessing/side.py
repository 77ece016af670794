"""One half of the preprocessing lab."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from playground.ui.plots.preprocessing.pages import (
    Bars,
    Cloud,
    CloudPage,
    HistogramPage,
    ImagesPage,
    SlicePage,
)
from playground.ui.plots.preprocessing.wording import Sample
from playground.ui.style.theme import Theme
from playground.ui.widgets.plain_text import plain_label


class Side(QWidget):
    """One half of the lab: a title, the selected page, and a line of numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title, self.note = plain_label("", self), plain_label("", self)
        self.title.setProperty("role", "section")
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
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
        column.addWidget(self.note)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().height() + 4)

    def show_page(self, sample: Sample, place: int) -> None:
        """Turn to a page, and show what needs no computation."""
        self.title.setText(sample.title)
        self.stack.setCurrentIndex(place)
        if self.stack.currentWidget() is self.images and sample.images is not None:
            self.images.show_images(sample.images, sample.labels, sample.span)
            self.note.setText(sample.image_note)

    def show_numbers(self, numbers: Cloud | Bars, colors: Sequence[str]) -> None:
        """Show a cloud with dots in these colours, or a histogram."""
        if isinstance(numbers, Cloud):
            self.note.setText(self.cloud.show_cloud(numbers, colors))
        else:
            self.note.setText(self.histogram.show_bars(numbers))

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        for page in (self.cloud, self.histogram, self.images, self.loss):
            page.apply_theme(theme)
