"""The page of learning rates: how well each lane of a race does at other rates."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QStackedWidget, QWidget

from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface.lr_map import LEAST, MOST, RateGrid
from playground.ui.plots.frame.controls import Segmented, button
from playground.ui.plots.frame.study_page import StudyPage
from playground.ui.plots.race.lr_map.curves import RateCurves
from playground.ui.plots.race.lr_map.strips import RateStrips
from playground.ui.plots.race.lr_map.wording import Strip, rate_text
from playground.ui.style.theme import Theme, ThemeHub


class RateMapPage(StudyPage):
    """Strips or curves of all lanes over a range of rates."""

    title = "Learning rates"
    tip = "How well each lane does at other learning rates"

    rate_chosen = Signal(str, float)
    """A lane and the rate that it should race at."""
    best_chosen = Signal(list)
    """Pairs of a lane and its best rate."""
    grid_changed = Signal(object)
    """The RateGrid that the user asks for; None for one that follows the lanes."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(hub, parent)
        self.low = self._field("Lowest learning rate", 62)
        self.high = self._field("Highest learning rate", 62)
        self.count = self._field("Number of learning rates", 38)
        self.auto = button(
            "Auto", "Choose the range automatically around the lanes' current rates", checkable=True
        )
        self.auto.setChecked(True)
        self.best = button("Use best", "Let every lane race at its best rate")
        self.kind = Segmented(
            {"strips": "Strips", "curves": "Curves"},
            {"strips": "One coloured strip per lane", "curves": "All lanes in one chart"},
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
        self.auto.clicked.connect(self._on_auto_clicked)
        self.best.clicked.connect(self._on_best_clicked)
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
        field.editingFinished.connect(self._on_range_edited)
        return field

    # --- what is shown ---------------------------------------------------------------------------

    def show_grid(self, grid: RateGrid, *, auto: bool) -> None:
        """Show the current range of rates, and whether it follows the lanes."""
        self._grid = grid
        self.low.setText(rate_text(grid.low))
        self.high.setText(rate_text(grid.high))
        self.count.setText(str(grid.count))
        self.auto.setChecked(auto)

    def show_strips(self, strips: Sequence[Strip]) -> None:
        """Show lanes with what is known about them."""
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
            self.say(f"Racing at all rates: {done} of {len(strips)} lanes done.")
        elif self.kind.current == "curves":
            self.say(
                "Ring: current rate, at the foot where it was not raced; dot: best rate; a curve ends where the "
                "lane diverges. "
                "Click a point to race the lane at that rate."
            )
        else:
            self.say("Click a rate to race the lane at that rate.")

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence below the picture."""
        color = self.hub.theme.warning if warning else self.hub.theme.muted
        self.caption.set_text(f"<span style='color:{color}'>{sentence}</span>")

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.strips.apply_theme(theme)
        self.curves.apply_theme(theme)

    # --- what the user does ----------------------------------------------------------------------

    def _on_range_edited(self) -> None:
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

    def _on_auto_clicked(self) -> None:
        self.grid_changed.emit(None if self.auto.isChecked() else self._grid)

    def _better(self) -> list[tuple[str, float]]:
        return [
            (strip.lane, float(strip.map.rates[winner]))
            for strip in self.strips.strips
            if strip.map is not None and strip.map.complete and (winner := strip.map.winner) is not None
            and strip.map.rates[winner] != strip.rate
        ]  # fmt: skip

    def _on_best_clicked(self) -> None:
        self.best_chosen.emit(self._better())
