"""Sizes of gradients and updates by layer: now, relative to the weights, and over the run."""

from collections.abc import Callable, Mapping
from html import escape
from math import ceil, floor, inf
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QStackedWidget

from playground.arrays import Floats
from playground.engine.events.pictures import GradientFlow
from playground.engine.events.run import Event, Started
from playground.records.gradient_flow import FlowHistory
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import mapped, pack
from playground.ui.plots.chart.items import Raster
from playground.ui.plots.chart.numbers import count, exact, percent, power_labels
from playground.ui.plots.chart.ranges import Range, steps_range
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.controls import Segmented, button
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.plots.gradient_flow.recent_findings import RecentFindings
from playground.ui.plots.gradient_flow.row_bars import RowBars
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, ThemeHub, small_font

NAME_WIDTH = 110
"""Maximum width of a layer name on an axis, in pixels."""
HEALTHY = (-4.0, -3.0, -2.0)
"""Update-to-weight ratios, as exponents of ten, at which learning usually goes well."""


class _Page(Canvas):
    """A chart whose rows are layers, the first on top."""

    def __init__(self, bottom: Axis) -> None:
        super().__init__()
        self.chart = Chart(self, 0, Axis("left", "names", grid=False), bottom)
        self._names: tuple[str, ...] = ()
        self._theme: Theme | None = None

    def set_names(self, names: tuple[str, ...]) -> None:
        """Label the rows; labels that would overlap are left out."""
        self._names = names
        if self._theme is None:
            return
        metrics = QFontMetricsF(small_font(self._theme))
        shown = [metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH) for name in names]
        widest = max((metrics.horizontalAdvance(name) for name in shown), default=0.0)
        self.chart.left.setWidth(round(widest) + 14)
        height = self.chart.view.height() or 1
        every = max(1, ceil(len(names) * metrics.height() / height))
        rows = range(0, len(names), every)
        self.chart.left.set_names([-float(row) for row in rows], [shown[row] for row in rows])

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        self.set_names(self._names)


WELL = "No gradient vanishes or explodes, and no layer is dead or saturated."


class GradientFlowPlot(PlotPanel):
    """Gradient sizes, update-to-weight ratios, their history, and findings in words."""

    wanted = frozenset({GradientFlow})
    hint = "Press play to see how large the gradients of each layer are."

    def __init__(self, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._titles: tuple[str, ...] = ()
        self._total_steps = 0
        self._newest: GradientFlow | None = None
        self._findings = RecentFindings()
        self._spans: dict[str, Range] = {}
        self._make_pages()
        self._make_header()
        self.set_body(self._stack)

    def _make_pages(self) -> None:
        self._pages_by_key = {
            "now": _Page(Axis("bottom", "power")),
            "ratio": _Page(Axis("bottom", "power")),
            "time": _Page(Axis("bottom", grid=False)),
        }
        self._stack = QStackedWidget()
        self._bars = {key: RowBars(self._pages_by_key[key].chart.view) for key in ("now", "ratio")}
        self._bars["ratio"].set_band(*HEALTHY)
        for key, bars in self._bars.items():
            self._pages_by_key[key].chart.view.add(bars)
        self._pages_by_key["now"].chart.bottom.set_title("|gradient|: mean (dot) to maximum (bar)")
        self._pages_by_key["ratio"].chart.bottom.set_title(
            "|update| / |weights| of one step; healthy in the band"
        )
        time = self._pages_by_key["time"]
        time.chart.bottom.set_title("step")
        self._raster, self._bar = Raster(), ColorBar()
        self._palette = pack(viridis().astype(np.float64))
        self._bar.set_palette(self._palette)
        time.chart.view.add(self._raster)
        time.ci.addItem(self._bar, 0, 2)
        for key, page in self._pages_by_key.items():
            self._stack.addWidget(page)
            page.chart.on_follow = self._on_follow_changed
            page.chart.view.sigResized.connect(lambda *_, page=page: page.set_names(self._titles))
            page.hovered.connect(lambda scene, key=key: self._on_hovered(key, scene))
            page.left.connect(self.hide_readout)

    def _make_header(self) -> None:
        self._segments = Segmented(
            {"now": "Now", "ratio": "Ratio", "time": "Over time"},
            {
                "now": "Mean and maximum of |gradient| of each layer at the latest step",
                "ratio": "Norm of one update divided by the norm of the weights; about 0.001 is healthy",
                "time": "Mean |gradient| of each layer over the whole run",
            },
        )
        self._segments.chosen.connect(self._on_page_chosen)
        self._follow_button = button("Follow", "Show everything again (or double-click the plot)")
        self._follow_button.clicked.connect(self.reset_view)
        self._follow_button.hide()
        self.header.add(self._segments)
        self.header.push_right()
        self.header.add(self._follow_button)

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Handle layer titles and gradient sizes."""
        return {Started: self._on_started, GradientFlow: self._on_gradient_flow}

    @property
    def empty(self) -> bool:
        """Whether no gradients have arrived yet."""
        return self._newest is None

    @property
    def history(self) -> FlowHistory | None:
        """Gradient sizes over the run so far; None before the first."""
        return self.record.flow

    def forget(self) -> None:
        """Drop everything stored of the run."""
        self._titles, self._newest = (), None
        self._findings = RecentFindings()
        self._spans = {}
        self._raster.clear()
        for bars in self._bars.values():
            bars.show_rows(np.empty(0))
        for page in self._pages_by_key.values():
            page.chart.follow()
        self.set_caption("")

    def reset_view(self) -> None:
        """Show everything again."""
        self._page.chart.follow()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        for page in self._pages_by_key.values():
            page.apply_theme(theme)
        for bars in self._bars.values():
            bars.apply_theme(theme)
        self._bar.apply_theme(theme)

    def draw(self) -> None:
        """Show the chosen page."""
        flow = self._newest
        if flow is None:
            return
        rows = len(flow.mean)
        key = self._segments.current
        self._page.chart.set_y_range((0.5 - rows, 0.5))
        if key == "now":
            self._bars["now"].show_rows(flow.mean, flow.maximum)
            self._page.chart.set_x_range(self._span(key, np.concatenate([flow.mean, flow.maximum])))
        elif key == "ratio":
            self._bars["ratio"].show_rows(flow.update_ratio)
            self._page.chart.set_x_range(self._span(key, np.append(flow.update_ratio, [1e-5, 1e-1])))
        else:
            self._draw_history()
        self._show_findings()

    # --- drawing ---------------------------------------------------------------------------------

    @property
    def _page(self) -> _Page:
        return self._pages_by_key[self._segments.current]

    def _span(self, key: str, values: Floats) -> Range:
        """Return whole decades around all values so far; the range only grows, so that the axis stays calm."""
        powers = np.log10(values[np.isfinite(values) & (values > 0)])
        low, high = self._spans.get(key, (inf, -inf))
        if len(powers):
            low = min(low, floor(float(powers.min()) - 0.2))
            high = max(high, ceil(float(powers.max()) + 0.1))
        if low > high:
            return -6.0, 0.0
        self._spans[key] = (low, high)
        return low, high

    def _draw_history(self) -> None:
        history = self.history
        if history is None or not history.layers:
            return
        picture = history.picture()[::-1]  # first layer on top
        finite = picture[np.isfinite(picture)]
        if not len(finite):
            return
        low, high = floor(float(finite.min())), ceil(float(finite.max()) + 1e-9)
        high = max(high, low + 1)
        pixels = mapped((picture - low) / (high - low), self._palette)
        pixels = np.repeat(pixels, 2, axis=0)  # a raster has at least two rows and columns
        if pixels.shape[1] == 1:
            pixels = np.repeat(pixels, 2, axis=1)
        columns, rows = pixels.shape[1], pixels.shape[0]
        end = history.picture().shape[1] * history.stride
        half = end / columns / 2
        bottom = 0.5 - rows / 2
        self._raster.show_pixels(pixels, (half, end - half), (bottom + 0.25, 0.25), smooth=False)
        self._page.chart.set_x_range(steps_range(end, self._total_steps))
        powers = range(round(low), round(high) + 1)
        places = [(power - low) / (high - low) for power in powers]
        self._bar.set_ticks("|g|", list(zip(places, power_labels(powers), strict=True)))

    def _show_findings(self) -> None:
        lines = (
            f"<span style='color:{self.theme.warning if now else self.theme.muted}'>●</span> {escape(words)}"
            + ("" if now else " (a moment ago)")
            for words, now in self._findings.shown
        )
        self.set_caption("<br>".join(lines) or WELL)

    # --- events and gestures ---------------------------------------------------------------------

    def _on_started(self, event: Started) -> None:
        self._titles = tuple(layer.title for layer in event.layers)
        self._total_steps = event.total_steps
        for page in self._pages_by_key.values():
            page.set_names(self._titles)

    def _on_gradient_flow(self, event: GradientFlow) -> None:
        self._newest = event
        self._findings.add(event.words)

    def _on_page_chosen(self, key: str) -> None:
        self._stack.setCurrentWidget(self._pages_by_key[key])
        self._on_follow_changed()
        self.redraw()

    def _on_follow_changed(self, *_: object) -> None:
        following = self._page.chart.following
        self._follow_button.setVisible(not following)
        if following:
            self.redraw()

    def _on_hovered(self, key: str, scene: QPointF) -> None:
        page = self._pages_by_key[key]
        at = page.chart.at(scene)
        found = self.values_at(round(-at[1])) if at else None
        if found is None:
            self.readout.hide()
        else:
            self.readout.show_at(page.mapFromScene(scene), *found)

    def values_at(self, row: int) -> tuple[str, list[Row]] | None:
        """Return title and exact values of a layer for the card at the cursor; None outside the layers."""
        flow = self._newest
        if flow is None or not 0 <= row < len(flow.mean):
            return None
        title = self._titles[row] if row < len(self._titles) else f"layer {row + 1}"
        rows = [
            ("mean |gradient|", exact(float(flow.mean[row]))),
            ("maximum |gradient|", exact(float(flow.maximum[row]))),
            ("|update| / |weights|", exact(float(flow.update_ratio[row]))),
        ]
        for name, share in (("dead units", flow.dead[row]), ("saturated outputs", flow.saturated[row])):
            if np.isfinite(share):
                rows.append((name, percent(float(share))))
        return f"{title} · step {count(flow.step)}", rows
