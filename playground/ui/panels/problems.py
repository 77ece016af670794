"""Everything that keeps the project from training, with its fixes."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Document
from playground.build.data.choose_data import moved, with_dataset
from playground.build.expand import title_at
from playground.build.report import Fix, Lost, Problem, Report
from playground.spec.base import Choice
from playground.spec.paths import FileProblem, checked_path, state_of_path
from playground.ui.runs.lookup import Lookup
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_label

PLACES = {"data": "Data", "training": "Training", "network": "Network"}


class ProblemCard(QFrame):
    """A problem: where, what, and buttons that fix it."""

    picked = Signal(str)
    """Id of the node it sits on."""

    def __init__(self, document: Document, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._problem = document, problem
        self.setProperty("role", "problem")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        place = plain_label(self._place(), self)
        place.setProperty("role", "section")
        sentence = plain_label(problem.message, self)
        sentence.setWordWrap(True)
        layout.addWidget(place)
        layout.addWidget(sentence)
        self._lookup = Lookup(self)
        self.buttons: list[QPushButton] = []
        if problem.lost is not None:
            layout.addWidget(self._choose_button(problem.lost), 0, Qt.AlignmentFlag.AlignLeft)
        for fix in problem.fixes:
            layout.addWidget(self._button(fix), 0, Qt.AlignmentFlag.AlignLeft)
        if problem.node:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _place(self) -> str:
        if self._problem.node is None:
            return PLACES[self._problem.place]
        return title_at(self._document.project.graph, self._problem.node)

    def _button(self, fix: Fix) -> QPushButton:
        button = QPushButton(fix.label, self)
        button.clicked.connect(lambda: self._document.edit(fix.label, fix.apply))
        self.buttons.append(button)
        return button

    def _choose_button(self, lost: Lost) -> QPushButton:
        button = QPushButton(f"{_request(lost)}…", self)
        button.clicked.connect(lambda: self._on_choose_clicked(lost))
        self.buttons.append(button)
        return button

    def _on_choose_clicked(self, lost: Lost) -> None:
        title, start = _request(lost), _nearest(lost.path)
        if lost.wanted == "file":
            path, _ = QFileDialog.getOpenFileName(self, title, start, lost.names)
        else:
            path = QFileDialog.getExistingDirectory(self, title, start)
        if not path:
            return
        before = self._document.project.data.dataset
        self._lookup.start(
            lambda: moved(before, lost.param, path),
            lambda choice: self._use(before, choice, Path(path).name),
            lambda _words: None,
        )

    def _use(self, before: Choice, choice: Choice, name: str) -> None:
        """Use the chosen file if the project still has the data that were lost."""
        if self._document.project.data.dataset == before:
            self._document.edit(f"Use {name}", lambda project: with_dataset(project, choice))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click shows the node."""
        if self._problem.node:
            self.picked.emit(self._problem.node)
        super().mouseReleaseEvent(event)


def _request(lost: Lost) -> str:
    return f"Choose the {lost.wanted}{' again' if lost.path else ''}"


def _nearest(path: str) -> str:
    """Return the nearest parent folder of a path that still exists."""
    try:
        parents = checked_path(path).parents
    except FileProblem:
        return str(Path.home())
    return str(next((folder for folder in parents if state_of_path(folder) == "folder"), Path.home()))


class ProblemsPanel(QScrollArea):
    """The list of problems, or a note that there are none."""

    node_requested = Signal(str)
    """Id of a node to show."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._report = Report()
        self._shown: tuple[Problem, ...] | None = None
        self.cards: list[ProblemCard] = []
        hub.changed.connect(self._restyle)
        self.show_report(self._report)

    def _restyle(self, _theme: Theme) -> None:
        self._shown = None
        self.show_report(self._report)

    def show_report(self, report: Report) -> None:
        """Show the problems of a report."""
        self._report = report
        everything = (*report.problems, *report.remarks)
        if self._shown == everything:
            return
        self._shown = everything
        holder = QWidget()
        holder.setProperty("role", "panel")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        self.cards = []
        for problem in everything:
            card = ProblemCard(self._document, problem, holder)
            if problem in report.remarks:
                card.setProperty("role", "remark")
            card.picked.connect(self.node_requested)
            self.cards.append(card)
            layout.addWidget(card)
        if not report.problems:
            layout.addWidget(self._nothing(holder))
        layout.addStretch(1)
        before = self.takeWidget()
        if before is not None:  # a button in it may be what was clicked just now
            before.hide()
            before.deleteLater()
        self.setWidget(holder)

    def _nothing(self, parent: QWidget) -> QWidget:
        box = QWidget(parent)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        sign = QLabel(box)
        sign.setPixmap(icon("check-circle-outline", self._hub.theme, self._hub.theme.success).pixmap(18, 18))
        words = QLabel("No problems: the network is ready to train.", box)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        row.addWidget(sign)
        row.addWidget(words, 1)
        return box
