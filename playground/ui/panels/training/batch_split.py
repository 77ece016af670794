"""A picture of a minibatch that several processes share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.ui.panels.training.process_picture import ProcessPicture
from playground.ui.style.theme import ThemeHub

MOST_CELLS, MOST_BOXES = 64, 8
CELL = 12.0
ARROW = 4.0


class BatchSplit(ProcessPicture):
    """The samples of a batch by process, and the sum of the gradients of the processes; hidden for one share."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(hub, "Split of a batch", parent)
        self._batch, self._processes = 32, 1

    @property
    def height_wanted(self) -> float:
        """Height of strip, boxes and sum."""
        return CELL + 5.5 * self.theme.small_px + 44

    def show_split(self, batch: int, processes: int) -> None:
        """Show how many samples of a batch each process computes."""
        self._batch, self._processes = batch, processes
        self.setToolTip(self.words)
        self.show_picture(self.words, visible=processes > 1)

    @property
    def shares(self) -> list[int]:
        """Samples of each process; a batch with fewer samples than processes is not split."""
        count, size = self._batch, self._processes
        return [len(range(rank, count, size)) for rank in range(size)] if count >= size else [count] * size

    @property
    def words(self) -> str:
        """What the picture shows."""
        if self._batch < self._processes:
            return f"{self._batch} samples are fewer than {self._processes} processes: each computes all of them."
        few, many = min(self.shares), max(self.shares)
        each = f"{many}" if few == many else f"{few} or {many}"
        return (
            f"Each of {self._processes} processes computes the gradient of {each} of the {self._batch} samples of a "
            "batch. The gradients are added, and every process makes the same step."
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the samples, the processes below them, and the sum."""
        painter, theme = self.painter(), self.theme
        line = QFontMetricsF(painter.font()).height()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        self._samples(painter, area)
        boxes = self._boxes(painter, area, area.top() + CELL + 16, line)
        middle, top = area.center().x(), boxes[0].bottom() + 16
        for box in boxes:
            _arrow(
                painter, QColor(theme.muted), QPointF(box.center().x(), box.bottom()), QPointF(middle, top)
            )
        painter.setPen(QColor(theme.text))
        below = QRectF(area.left(), top + 1, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "Σ gradients, one step")

    def _samples(self, painter: QPainter, area: QRectF) -> None:
        """The strip of samples, each in the colour of its process; long batches are cut off."""
        shown = min(self._batch, MOST_CELLS)
        width = area.width() / shown
        for sample in range(shown):
            cell = QRectF(area.left() + sample * width, area.top(), width, CELL)
            gap = min(1.0, width / 6)
            split = self._batch >= self._processes
            color = self.color(sample % self._processes) if split else QColor(self.theme.muted)
            painter.fillRect(cell.adjusted(gap / 2, 0, -gap / 2, 0), color)

    def _boxes(self, painter: QPainter, area: QRectF, top: float, line: float) -> list[QRectF]:
        """A box for each process with the number of its samples, and arrows from the strip."""
        theme, shares = self.theme, self.shares[:MOST_BOXES]
        width = area.width() / len(shares)
        found = []
        for rank, share in enumerate(shares):
            box = QRectF(area.left() + rank * width + 2, top, width - 4, line + 6)
            start = QPointF(box.center().x(), area.top() + CELL + 2)
            _arrow(painter, self.color(rank), start, QPointF(box.center().x(), box.top()))
            painter.setPen(QPen(self.color(rank), 1.5))
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor(theme.text))
            more = rank == MOST_BOXES - 1 and len(self.shares) > MOST_BOXES
            words = f"{share} samples" if box.width() > 7 * line else f"{share}"
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "…" if more else words)
            found.append(box)
        return found


def _arrow(painter: QPainter, color: QColor, start: QPointF, end: QPointF) -> None:
    """A line with a head that points at its end."""
    painter.setPen(QPen(color, 1.2))
    painter.drawLine(start, end)
    along = end - start
    length = max(1e-6, (along.x() ** 2 + along.y() ** 2) ** 0.5)
    unit = along / length
    side = QPointF(-unit.y(), unit.x()) * ARROW * 0.6
    back = end - unit * ARROW
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([end, back + side, back - side]))
