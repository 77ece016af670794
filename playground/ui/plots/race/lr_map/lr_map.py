"""The page of learning rates: how far each lane of a race comes at rates other than its own."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QStackedWidget, QWidget

from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface.lr_map import LEAST, MOST, RateGrid
from playground.ui.plots.frame.controls import Segmented, button
from playground.ui.plots.frame.study_page import StudyPage
from playground.ui.plots.race.lr_map.curves import RateCurves
from playground.ui.plots.race.lr_map.strips import RateStrips
from playground.ui.plots.race.lr_map.wording import Strip, plain
from playground.ui.style.theme import Theme, ThemeHub


class RateMapPage(StudyPage):
    """Strips of all lanes, and the range of rates."""

    rate_chosen = Signal(str, float)
    """Lane and rate to race at."""
    best_chosen = Signal(list)
    """Pairs of lane and its best rate."""
    grid_changed = Signal(object)
    """A RateGrid that the user asks for; None for one that follows the lanes."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(hub, parent)
        self.low = self._field("Lowest learning rate", 62)
        self.high = self._field("Highest learning rate", 62)
        self.count = self._field("Number of learning rates", 38)
        self.auto = button("Auto", "Choose the range around the lanes' own rates", checkable=True)
        self.auto.setChecked(True)
        self.best = button("Use best", "Race every lane at its best rate")
        self.kind = Segmented(
            {"strips": "Strips", "curves": "Curves"},
            {"strips": "A strip of colours for each lane", "curves": "All lanes in one chart"},
        )
        for widget in (
            self.kind, QLabel(" Rates"), self.low, QLabel("to"), self.high, QLabel("×"), self.count, self.auto,
        ):  # fmt: skip
            self.header.add(widget)
        self.header.push_right()
        self.header.add(self.best)
        self.strips, self.curves = RateStrips(), RateCurves()
        area = QScrollArea()
        area.setWidget(self.strips)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.verticalScrollBar().valueChanged.connect(self.strips.update)
        self.strips.chosen.connect(self.rate_chosen)
        self.curves.chosen.connect(self.rate_chosen)
        self.auto.clicked.connect(self._choose_auto)
        self.best.clicked.connect(self._choose_best)
        both = QStackedWidget()
        both.addWidget(area)
        both.addWidget(self.curves)
        self.kind.chosen.connect(lambda kind: both.setCurrentIndex(kind == "curves"))
        self.kind.chosen.connect(self._explain)
        self.set_body(both)

    def _field(self, name: str, width: int) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setFixedWidth(width)
        field.setStyleSheet("padding: 0 4px; min-height: 20px; max-height: 20px")
        field.editingFinished.connect(self._read)
        return field

    # --- what is shown ---------------------------------------------------------------------------

    def show_grid(self, grid: RateGrid, *, auto: bool) -> None:
        """Show the range of rates in force, and whether it follows the lanes."""
        self._grid = grid
        self.low.setText(plain(grid.low))
        self.high.setText(plain(grid.high))
        self.count.setText(str(grid.count))
        self.auto.setChecked(auto)

    def show_strips(self, strips: Sequence[Strip]) -> None:
        """Show lanes with what is known of them."""
        self.show_hint("")
        rates = self._grid.rates()
        self.strips.show_strips(strips, rates)
        self.curves.show_strips(strips, rates)
        self.best.setEnabled(bool(self._better()))
        self._explain()

    def _explain(self, *_: object) -> None:
        strips = self.strips.strips
        done = sum(strip.map is not None and strip.map.complete for strip in strips)
        if done < len(strips):
            self.say(f"Racing at all rates: {done} of {len(strips)} lanes are done.")
        elif self.kind.current == "curves":
            self.say(
                "Hollow: the rate in force; full: the best one; a curve ends where the lane diverges. "
                "A click on a point lets the lane race at its rate."
            )
        else:
            self.say("A click on a rate lets the lane race at it.")

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence below the strips."""
        color = self.hub.theme.warning if warning else self.hub.theme.muted
        self.caption.setText(f"<span style='color:{color}'>{sentence}</span>")

    def apply(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.strips.apply(theme)
        self.curves.apply(theme)

    # --- what the user does ----------------------------------------------------------------------

    def _read(self) -> None:
        try:
            grid = RateGrid(float(self.low.text()), float(self.high.text()), int(self.count.text()))
            if grid == self._grid:
                return
            grid.rates()
        except CannotRace as problem:
            self._refuse(str(problem))
            return
        except ValueError:
            self._refuse(f"Learning rates are numbers from {LEAST:g} to {MOST:g}, such as 0.01 or 1e-3.")
            return
        self.grid_changed.emit(grid)

    def _refuse(self, sentence: str) -> None:
        self.show_grid(self._grid, auto=self.auto.isChecked())
        self.say(sentence, warning=True)

    def _choose_auto(self) -> None:
        self.grid_changed.emit(None if self.auto.isChecked() else self._grid)

    def _better(self) -> list[tuple[str, float]]:
        return [
            (strip.lane, float(strip.map.rates[winner]))
            for strip in self.strips.strips
            if strip.map is not None and strip.map.complete and (winner := strip.map.winner) is not None
            and strip.map.rates[winner] != strip.rate
        ]  # fmt: skip

    def _choose_best(self) -> None:
        self.best_chosen.emit(self._better())
