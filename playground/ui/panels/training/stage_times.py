"""A picture of who computes when, in a network whose layers several processes share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.engine.events.stages import NOTHING_MEASURED, BatchTimes, StagePass, idle_words
from playground.ui.panels.training.process_picture import ProcessPicture
from playground.ui.style.theme import ThemeHub, readable_on

ROW, GAP = 18.0, 4.0
MOST_ROWS = 8
FORWARD = 0.38
"""Opacity of forward passes; backward passes are solid."""
BEFORE = "Who computes when is measured while it trains: press Play."
BY_TIME = "Lays the layers on processes so that the times measured for their forward passes are balanced"
MEANING = (
    "Pale bars are forward passes of micro-batches, with their numbers, solid ones backward passes; gray is waiting. "
    "More micro-batches shorten the waiting at both ends."
)


class StageTimes(QWidget):
    """A row for each process with its passes over one batch, in words how long it waits, and what helps.

    Attributes:
        times: What was measured of one batch.
        by_time: Lays the layers on processes by the times that were measured.
        by_sums: Lays them by their multiply-adds.
    """

    balance_clicked = Signal()
    release_clicked = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = StagePicture(hub, self)
        self.words = QLabel(BEFORE, self)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.times = NOTHING_MEASURED
        self.by_time = QPushButton("Balance by time", self)
        self.by_time.clicked.connect(self.balance_clicked)
        self.by_sums = QPushButton("Automatic", self)
        self.by_sums.setToolTip(
            "Takes back which process was chosen for a layer, and balances their multiply-adds"
        )
        self.by_sums.clicked.connect(self.release_clicked)
        row = QHBoxLayout()
        row.addWidget(self.by_time)
        row.addWidget(self.by_sums)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture)
        column.addWidget(self.words)
        column.addLayout(row)
        self.show_times(NOTHING_MEASURED)

    def show_times(self, times: BatchTimes) -> None:
        """Show what was measured of one batch; nothing before the first is measured."""
        self.times = times
        self.picture.show_passes(times.passes)
        self.words.setText(f"{idle_words(times.passes)} {MEANING}" if times.passes else BEFORE)
        self.by_time.setEnabled(bool(times.layers))
        self.by_time.setToolTip(BY_TIME if times.layers else BEFORE)

    def show_choices(self, *, chosen: bool) -> None:
        """Offer to take choices back where there are some."""
        self.by_sums.setEnabled(chosen)


class StagePicture(ProcessPicture):
    """The rows, over an axis of time."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(hub, "Who computes when", parent)
        self._passes: tuple[StagePass, ...] = ()

    def show_passes(self, passes: tuple[StagePass, ...]) -> None:
        """Show the passes of one batch; hidden without any."""
        self._passes = passes
        self.show_picture(idle_words(passes), visible=bool(passes))

    @property
    def rows(self) -> int:
        """Number of processes that are drawn."""
        return min(MOST_ROWS, 1 + max((each.process for each in self._passes), default=-1))

    @property
    def height_wanted(self) -> float:
        """Height of rows and axis."""
        return self.rows * (ROW + GAP) + 2.6 * self.theme.small_px + 6

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint rows, passes and axis."""
        if not self._passes:
            return
        painter, theme = self.painter(), self.theme
        metrics = QFontMetricsF(painter.font())
        left = metrics.horizontalAdvance("Process 8") + 8
        whole = max(each.end for each in self._passes)
        area = QRectF(left, 1, self.width() - left - 1, self.rows * (ROW + GAP))
        for process in range(self.rows):
            row = QRectF(area.left(), area.top() + process * (ROW + GAP), area.width(), ROW)
            painter.setPen(QColor(theme.text))
            place = QRectF(0, row.top(), left - 8, ROW)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"Process {process + 1}"
            )
            painter.fillRect(row, QColor(theme.border))
            for each in self._passes:
                if each.process == process:
                    self._bar(painter, row, each, whole)
        self._axis(painter, area, whole, metrics.height())

    def _bar(self, painter: QPainter, row: QRectF, each: StagePass, whole: float) -> None:
        begin, end = (row.left() + row.width() * at / whole for at in (each.begin, each.end))
        bar = QRectF(begin, row.top(), max(1.5, end - begin - 0.5), row.height())
        color = self.color(each.process)
        painter.fillRect(bar, QColor(self.theme.panel))
        if each.forward:
            pale = QColor(color)
            pale.setAlphaF(FORWARD)
            painter.fillRect(bar, pale)
        else:
            painter.fillRect(bar, color)
        words = str(each.micro + 1)
        if bar.width() > painter.fontMetrics().horizontalAdvance(words) + 2:
            painter.setPen(QColor(self.theme.text if each.forward else readable_on(color.name())))
            painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, words)

    def _axis(self, painter: QPainter, area: QRectF, whole: float, line: float) -> None:
        theme = self.theme
        painter.setPen(QPen(QColor(theme.muted), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for at in (0.0, 0.5, 1.0):
            x = area.left() + at * area.width()
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3))
        below = QRectF(area.left(), area.bottom() + 4, area.width(), line)
        for words, side in (
            ("0", Qt.AlignmentFlag.AlignLeft),
            ("time in a batch, ms", Qt.AlignmentFlag.AlignHCenter),
            (f"{1000 * whole:.3g}", Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(below, side, words)
