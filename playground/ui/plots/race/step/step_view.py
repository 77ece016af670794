"""The parts of an explained step: its picture above its derivation."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from playground.arrays import Floats
from playground.catalog.kinds import Surface
from playground.engine.race.surface.explained_step import ExplainedStep
from playground.ui.plots.frame.caption import Caption
from playground.ui.plots.race.step.derivation import Derivation
from playground.ui.plots.race.step.plane import StepPlane
from playground.ui.plots.race.step.squares import StepSquares
from playground.ui.plots.race.step.state_table import StateTable
from playground.ui.style.theme import Theme
from playground.ui.widgets.fill import fill

HEIGHTS = (300, 330)


class StepView(QSplitter):
    """Vectors and accumulated squares over derivation and state; a quantity under the cursor is highlighted in all."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.plane, self.squares = StepPlane(self), StepSquares(self)
        self.lines, self.state = Derivation(self), StateTable(self)
        self.caption = Caption()
        self.derivation = self._scrolled(self.lines, self.state)
        self.addWidget(self._picture())
        self.addWidget(self._below())
        self.setSizes(HEIGHTS)
        self.setChildrenCollapsible(False)
        for part in (self.plane, self.squares, self.lines):
            part.hovered.connect(self._highlight)

    def _picture(self) -> QWidget:
        picture = QWidget(self)
        row = QHBoxLayout(picture)
        row.setContentsMargins(0, 4, 8, 0)
        row.setSpacing(6)
        row.addWidget(self.plane, 1)
        row.addWidget(self.squares)
        return picture

    def _below(self) -> QWidget:
        below = QWidget(self)
        fill(below, self.caption, self.derivation)
        return below

    def _scrolled(self, *widgets: QWidget) -> QScrollArea:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        return area

    def show_picture(
        self, step: ExplainedStep, surface: Surface | None, trail: Floats, color: str, note: str
    ) -> None:
        """Show the picture of a step; see ``StepPlane.show_step``. The note is added to the caption."""
        self.squares.show_step(step)
        self.plane.show_step(step, surface, trail, color)
        self.caption.set_text(self.plane.scale_text() + note)

    def show_derivation(self, step: ExplainedStep) -> None:
        """Show the derivation of a step, and the state of the optimizer if its formulas do not contain it."""
        self.lines.show_step(step)
        self.state.setVisible(not step.complete)
        if not step.complete:
            self.state.show_step(step)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        for part in (self.plane, self.squares, self.lines, self.state):
            part.apply_theme(theme)

    @Slot(str)
    def _highlight(self, name: str) -> None:
        for part in (self.plane, self.squares, self.lines):
            part.highlight(name)
