"""The controls of the preprocessing lab."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel

from playground.catalog.kinds import TRANSFORMS
from playground.ui.plots.frame.controls import Segmented
from playground.ui.plots.frame.header import Header

NAME_LENGTH = 16
"""Letters of an input's name that are always visible."""

PAGES = {"cloud": "Scatter", "histogram": "Histogram", "images": "Images", "loss": "Loss"}
TIPS = {
    "cloud": "Two inputs against each other, with their principal axes",
    "histogram": "Distribution of the values of one input",
    "images": "The same images before and after",
    "loss": "How much the loss of a linear layer rises when its weights change a little",
}
DIRECTIONS = {"extremes": "Steepest and flattest", "weights": "Two weights"}


class LabHeader(Header):
    """The choice of a transform, of a page, and of what the page shows.

    Attributes:
        transform: The transforms, by key.
        page: The pages.
        directions: Directions of the page ``loss``.
        columns: The two inputs shown.
    """

    view_changed = Signal()
    """The user has chosen another page, direction or input."""

    def __init__(self) -> None:
        super().__init__()
        self.transform = QComboBox(self)
        self.transform.setAccessibleName("Preprocessing")
        for entry in TRANSFORMS:
            self.transform.addItem(entry.title, entry.key)
        self.page, self.directions = Segmented(PAGES, TIPS), Segmented(DIRECTIONS)
        self.columns = (self._column_box("First input"), self._column_box("Second input"))
        for segmented in (self.page, self.directions):
            segmented.chosen.connect(self.view_changed)
        self.add(QLabel("Preprocessing"), self.transform, self.page)
        self.push_right()
        self.add(self.directions, *self.columns)

    def _column_box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setMaxVisibleItems(20)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(NAME_LENGTH)
        box.activated.connect(self.view_changed)
        return box
