"""The batch norms of a run in the inspector: running statistics against the newest batch's, and folding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from playground.arrays import Floats
from playground.engine.events.batch_norm import Channels, Folding, NormStatistics
from playground.engine.events.run import Event, Started
from playground.ui.forms.section import Section
from playground.ui.style.theme import Theme, ThemeHub

SHOWN = 24
"""Channels that have room beside each other."""
WAITING = "Running and batch statistics appear here as soon as the project can train."
FORMULA = "W′ = s W,  b′ = s (b − μ) + β,  s = γ / √(σ² + ε)"


class ChannelBars(QWidget):
    """A bar for what is remembered and a dot for what the newest batch has, channel by channel."""

    def __init__(self, hub: ThemeHub, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub, self._words = hub, words
        self.running: Floats = np.empty(0)
        self.batch: Floats = np.empty(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Running and batch {words} by channel")

    def sizeHint(self) -> QSize:
        """High enough for two ticks and the labels."""
        return QSize(240, 124)

    def show_channels(self, running: Floats, batch: Floats) -> None:
        """Show the first channels."""
        self.running, self.batch = running[:SHOWN], batch[:SHOWN]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint."""
        if not len(self.running):
            return
        theme = self._hub.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(theme.small_px - 1)
        painter.setFont(font)
        line = QFontMetricsF(font).height()
        area = QRectF(self.rect()).adjusted(46, 1.5 * line + 4, -4, -2 * line - 2)
        low, high = _ends(self.running, self.batch)

        def y(value: float) -> float:
            return area.bottom() - (value - low) / (high - low) * area.height()

        self._paint_axes(painter, theme, area, [(value, y(value)) for value in sorted({low, 0.0, high})])
        pitch = area.width() / len(self.running)
        thick = min(14.0, 0.62 * pitch)
        bar, dot = QColor(theme.accent), QColor(theme.positive)
        bar.setAlphaF(0.55)
        for number, (running, batch) in enumerate(zip(self.running, self.batch, strict=True)):
            middle = area.left() + (number + 0.5) * pitch
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(bar)
            painter.drawRect(
                QRectF(middle - thick / 2, y(0.0), thick, y(float(running)) - y(0.0)).normalized()
            )
            painter.setBrush(dot)
            painter.setPen(QPen(QColor(theme.panel), 1))
            painter.drawEllipse(QPointF(middle, y(float(batch))), 3.5, 3.5)
        painter.end()

    def _paint_axes(
        self, painter: QPainter, theme: Theme, area: QRectF, ticks: Sequence[tuple[float, float]]
    ) -> None:
        line = QFontMetricsF(painter.font()).height()
        for value, place in ticks:
            painter.setPen(QPen(QColor(theme.grid if value else theme.muted), 1))
            painter.drawLine(QPointF(area.left(), place), QPointF(area.right(), place))
            painter.setPen(QColor(theme.muted))
            box = QRectF(0, place - line / 2, area.left() - 6, line)
            text = f"{value:.2g}".replace("-", "\N{MINUS SIGN}")
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawText(QRectF(0, 0, area.right(), line), Qt.AlignmentFlag.AlignLeft, self._words)
        last = len(self.running)
        painter.drawText(
            QRectF(area.left(), area.bottom() + 2, area.width(), line),
            Qt.AlignmentFlag.AlignHCenter,
            f"channels 1 to {last}" if last > 1 else "channel 1",
        )


def _ends(*values: Floats) -> tuple[float, float]:
    """Ends of an axis that holds zero and all finite values."""
    together = np.concatenate(values)
    finite = together[np.isfinite(together)]
    if not len(finite):
        return 0.0, 1.0
    low, high = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    return (low, high) if high > low else (0.0, 1.0)


class NormPart(Section):
    """Shown while a single batch norm is selected."""

    wanted: frozenset[type[Event]] = frozenset({NormStatistics})

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__("Statistics", parent)
        self._hub = hub
        self._node = ""
        self._event: NormStatistics | None = None
        self.legend, self.folding = QLabel(self), QLabel(self)
        self.means = ChannelBars(hub, "mean", self)
        self.stds = ChannelBars(hub, "standard deviation", self)
        for label in (self.legend, self.folding):
            label.setWordWrap(True)
            label.setProperty("role", "caption")
            label.setTextFormat(Qt.TextFormat.RichText)
        for widget in (self.legend, self.means, self.stds, self.folding):
            self.body.addWidget(widget)
        hub.changed.connect(self._restyle)
        self._show()

    def show_node(self, name: str) -> None:
        """Show the statistics of a node, by its full name."""
        if name != self._node:
            self._node = name
            self._show()

    def consume(self, events: Sequence[Event]) -> None:
        """Show the newest statistics among these events."""
        new = [event for event in events if isinstance(event, NormStatistics | Started)]
        if new:
            last = new[-1]
            self._event = last if isinstance(last, NormStatistics) else None
            self._show()

    def clear(self) -> None:
        """Show no run."""
        self._event = None
        self._show()

    def _restyle(self, _theme: Theme) -> None:
        self._show()

    def _show(self) -> None:
        event = self._event
        name = _named(self._node, event.channels) if event is not None else None
        for bars in (self.means, self.stds):
            bars.setVisible(name is not None)
        self.folding.setVisible(name is not None)
        if event is None or name is None:
            self.legend.setText(WAITING)
            return
        channels = event.channels[name]
        theme = self._hub.theme
        more = f" The first {SHOWN} of {channels.total} channels." if channels.total > SHOWN else ""
        self.legend.setText(
            f"<span style='color:{theme.accent}'>■</span> running, used in evaluation mode &nbsp; "
            f"<span style='color:{theme.positive}'>●</span> of the newest batch ({event.batch} samples), used in "
            f"training mode.{more}"
        )
        self.means.show_channels(channels.running_mean, channels.batch_mean)
        self.stds.show_channels(channels.running_std, channels.batch_std)
        self.folding.setText(_folding_words(name, event.folding))


def _named(name: str, known: Mapping[str, Channels]) -> str | None:
    """Return the node of a run for a selected one; inside repeated blocks, that of the first repeat."""
    return next((node for node in known if _plain(node) == _plain(name)), None)


def _plain(name: str) -> str:
    return "/".join(part for part in name.split("/") if not part.isdigit())


def _folding_words(name: str, folding: Folding | None) -> str:
    if folding is None or name not in folding.into:
        return (
            "<b>Folding.</b> In evaluation mode it could be folded into a linear layer or convolution right before it, "
            "but there is none that feeds it alone, without an activation between."
        )
    relative = folding.difference / folding.greatest if folding.greatest else 0.0
    verdict = "identical up to rounding" if folding.equal else "not identical"
    others = len(folding.into) - 1
    too = f" ({others} more folded with it)" if others else ""
    return (
        f"<b>Folding.</b> In evaluation mode it and the layer before are one layer: {FORMULA}.<br>Checked{too} on "
        f"{folding.samples} validation samples: the outputs differ by at most {_small(folding.difference)}, "
        f"{_small(relative)} of the largest – {verdict}."
    )


def _small(value: float) -> str:
    """Format a tiny number, e.g. ``1.4e−7``."""
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(power)}".replace("-", "\N{MINUS SIGN}") if value else "0"
