"""The line at the bottom: a word on what was just done, the size of the network, and its problems."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QStatusBar,
    QStyle,
    QStyleOption,
    QStylePainter,
    QToolButton,
    QWidget,
)

from playground.build.report import Report
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub

STAY_MS = 8000
"""How long a word stays."""
MARGIN = 6
"""Pixels beside it."""


class StatusBar(QStatusBar):
    """Shows messages, totals and the number of problems."""

    problems_clicked = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._report = Report()
        self.setSizeGripEnabled(False)
        self.totals = QLabel(self)
        self.totals.setToolTip(
            "Parameters, how many of them are not frozen, and multiply-add operations for one sample"
        )
        self.problems = QToolButton(self)
        self.problems.setToolTip("Show the problems")
        self.problems.setAutoRaise(True)
        self.problems.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.problems.clicked.connect(self.problems_clicked)
        self.addPermanentWidget(self.totals)
        self.addPermanentWidget(self.problems)
        self.messageChanged.connect(self.setToolTip)
        hub.changed.connect(self._restyle)
        self.show_report(self._report)

    def say(self, words: str) -> None:
        """Show a sentence for a while; empty takes it away."""
        self.showMessage(words, STAY_MS)

    def show_network(self, *, shown: bool) -> None:
        """Show totals and problems of the network, or hide them where it has no part in what is seen."""
        self.totals.setVisible(shown)
        self.problems.setVisible(shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint. A sentence that is too long for the room left of the totals ends in "…"."""
        del event
        painter, option = QStylePainter(self), QStyleOption()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option)
        room = self.rect().adjusted(MARGIN, 0, self.totals.x() - self.width() - MARGIN, 0)
        words = self.fontMetrics().elidedText(
            self.currentMessage(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def show_report(self, report: Report) -> None:
        """Show totals and problems."""
        self._report = report
        parameters, operations = report.total_parameters, report.total_multiply_adds
        noun = "parameter" if parameters == 1 else "parameters"
        if report.trained_parameters != parameters:
            noun += f", {report.trained_parameters:,} trained"
        self.totals.setText(f"{parameters:,} {noun}  ·  {short_count(operations)} multiply-adds  ")
        self._restyle(self._hub.theme)

    def _restyle(self, theme: Theme) -> None:
        count, remarks = len(self._report.problems), len(self._report.remarks)
        words, color = _counted(count, "problem"), theme.danger if count else theme.success
        if not count and remarks:
            words, color = _counted(remarks, "remark"), theme.warning
        self.problems.setText(words)
        self.problems.setAccessibleName(words)
        self.problems.setProperty("role", "danger" if count else "")
        self.problems.setIcon(
            icon("alert-circle" if count or remarks else "check-circle-outline", theme, color)
        )
        self.problems.style().unpolish(self.problems)
        self.problems.style().polish(self.problems)


def _counted(count: int, noun: str) -> str:
    return {0: f"No {noun}s", 1: f"1 {noun}"}.get(count, f"{count} {noun}s")


def short_count(number: int) -> str:
    """A number in at most about five characters: ``950``, ``12.3 k``, ``4.56 M``."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= size:
            scale = 1e3 if letter == "k" else size
            return f"{number / scale:.3g} {letter}"
    return f"{number:,}"
