"""Colours and fonts of a graph."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from playground.backprop.graph import Role
from playground.ui.backprop.card import Metrics
from playground.ui.style.theme import Theme, base_font, blend, mono_font

MOST_TEXTS = 8192
"""Texts that are kept laid out."""


class Typeface:
    """A font with texts that are laid out in it, which takes longer than to draw them."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._ascent = QFontMetricsF(font).ascent()
        self._texts: dict[str, QStaticText] = {}

    def laid_out(self, text: str) -> QStaticText:
        """Return a text that is laid out."""
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            found = self._texts[text] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self.font)
        return found

    def write(self, painter: QPainter, left: float, base: float, text: str) -> None:
        """Write a text onto a line."""
        painter.setFont(self.font)
        painter.drawStaticText(QPointF(left, base - self._ascent), self.laid_out(text))


@dataclass(frozen=True, eq=False)
class Look:
    """Colours and fonts of cards in a theme.

    Attributes:
        theme: Gives the colours.
        metrics: Sizes of the type.
        font: Of numbers.
        bold: Of names.
        small: Of names of gradients.
    """

    theme: Theme
    metrics: Metrics
    font: Typeface
    bold: Typeface
    small: Typeface
    _far: dict[tuple[Role, bool, bool, bool], tuple[QColor, QColor]] = field(default_factory=dict)

    @property
    def gradient(self) -> str:
        """Colour of gradients."""
        return self.theme.groups["Activations"]

    def shade(self, *, wanted: bool) -> QColor:
        """Colour over a small card that has a gradient."""
        shade = QColor(self.gradient)
        shade.setAlphaF(0.35 if wanted else 0.15)
        return shade

    def far_colors(self, role: Role, *, wanted: bool, active: bool, passed: bool) -> tuple[QColor, QColor]:
        """Return the colours of a card of a few pixels: of its ground, and of its kind.

        Args:
            role: Its kind.
            wanted: Whether its gradient is asked for.
            active: Whether the present step is about it.
            passed: Whether it has a gradient.
        """
        key = (role, wanted, active, passed)
        if key not in self._far:
            theme = self.theme
            ground = blend(theme.border, theme.panel, 0.3)
            if passed:
                ground = blend(self.gradient, theme.panel, 0.4 if wanted else 0.7)
            self._far[key] = QColor(theme.accent if active else ground), QColor(self.of_role(role))
        return self._far[key]

    def of_role(self, role: Role) -> str:
        """Colour of a kind of nodes."""
        groups = self.theme.groups
        return {
            "input": groups["Pooling"],
            "parameter": groups["Dense"],
            "constant": self.theme.muted,
            "result": groups["Input & output"],
        }[role]


def look_of(theme: Theme, metrics: Metrics) -> Look:
    """Return the look of cards in a theme."""
    bold = base_font(theme)
    bold.setWeight(QFont.Weight.DemiBold)
    return Look(
        theme,
        metrics,
        Typeface(mono_font(theme, theme.base_px)),
        Typeface(bold),
        Typeface(mono_font(theme, theme.small_px)),
    )
