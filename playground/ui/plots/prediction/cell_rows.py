"""The samples behind a cell of the confusion matrix as a table model: text and pictures of visible rows only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from playground.ui.plots.chart.numbers import exact, percent
from playground.ui.plots.chart.sample_image import sample_image
from playground.ui.plots.prediction.cell_samples import CellSamples
from playground.ui.style.theme import Theme
from playground.ui.widgets.token_strip import paint_tokens

PICTURE = 40
"""Side of a picture in pixels."""
TOKEN = 20
"""Side of a token in pixels."""
MOST_FEATURES = 30
"""Maximum number of columns of a table that are shown."""
OTHERS = 2
"""Number of further classes that are named with their probabilities."""

Index = QModelIndex | QPersistentModelIndex
Column = tuple[str, str, Callable[[int], str]]
"""Head, its tool tip, and text of a row."""


class CellRows(QAbstractTableModel):
    """Sample, loss, probabilities of the true and the predicted class, then what the sample is made of.

    Attributes:
        samples: What is shown; None for nothing.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.samples: CellSamples | None = None
        self._columns: list[Column] = []

    def show_samples(self, samples: CellSamples | None) -> None:
        """Show other samples."""
        self.beginResetModel()
        self.samples = samples
        self._columns = [] if samples is None else _columns(samples)
        self.endResetModel()

    def apply_theme(self, theme: Theme) -> None:
        """Draw tokens in a theme's colours."""
        self._theme = theme

    def icon_size(self) -> QSize:
        """Return the size of the picture of a row."""
        samples = self.samples
        if samples is not None and samples.info.token_names:
            return QSize(TOKEN * samples.raw.shape[1], TOKEN)
        return QSize(PICTURE, PICTURE) if samples is not None and samples.raw.ndim == 4 else QSize(0, TOKEN)

    def image_of(self, row: int) -> QImage:
        """Return the picture of a sample; a null image for a row of a table."""
        samples = self.samples
        if samples is None or not (samples.raw.ndim == 4 or samples.info.token_names):
            return QImage()
        if samples.raw.ndim == 4:
            return sample_image(samples.raw[row])
        image = QImage(self.icon_size() * 2, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        box = QRectF(image.rect()).adjusted(2, 2, -2, -2)
        paint_tokens(painter, box, samples.raw[row], samples.info.token_names, self._theme)
        painter.end()
        return image

    # --- Qt --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Qt: number of samples."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or self.samples is None else len(self.samples.places)

    def columnCount(self, parent: Index | None = None) -> int:
        """Qt: number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text or picture of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[index.column()][2](index.row())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            image = self.image_of(index.row())
            smooth = Qt.TransformationMode.SmoothTransformation
            fast = Qt.TransformationMode.FastTransformation
            large = image.width() > PICTURE
            size = self.icon_size()
            return None if image.isNull() else image.scaled(size, mode=smooth if large else fast)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        head, tip, _ = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return head
        return tip if role == Qt.ItemDataRole.ToolTipRole else None


def _columns(samples: CellSamples) -> list[Column]:
    true, predicted = samples.cell
    names = samples.info.class_names

    def share(row: int, k: int) -> str:
        return percent(float(samples.scores[row, k]))

    def others(row: int) -> str:
        order = [k for k in samples.scores[row].argsort()[::-1].tolist() if k not in samples.cell]
        return ", ".join(f"{names[k]} {share(row, k)}" for k in order[:OTHERS])

    found: list[Column] = [
        ("sample", "Its number in the validation part", lambda row: f"{int(samples.places[row]) + 1:,}"),
        ("loss", "Its own loss; the highest comes first", lambda row: exact(float(samples.loss[row]), 3)),
    ]
    if true == predicted:
        tip = "Probability of the true class, which is also the predicted one"
        found.append((f"p({names[true]})", tip, lambda row: share(row, true)))
    else:
        tip = "Probability of the predicted class"
        found.append((f"p({names[predicted]})", tip, lambda row: share(row, predicted)))
        found.append((f"p({names[true]})", "Probability of the true class", lambda row: share(row, true)))
    if len(names) > len(set(samples.cell)):
        found.append(("other classes", "The most likely other classes", others))
    if samples.raw.ndim == 2 and not samples.info.token_names:
        features = samples.info.feature_names or tuple(f"x{k + 1}" for k in range(samples.raw.shape[1]))
        found += [_feature(samples, place, name) for place, name in enumerate(features[:MOST_FEATURES])]
    return found


def _feature(samples: CellSamples, place: int, name: str) -> Column:
    return (
        name,
        "A value of the sample, before preprocessing",
        lambda row: exact(float(samples.raw[row, place]), 3),
    )
