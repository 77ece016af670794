"""Fonts and colours of everything painted on the canvas."""

from functools import lru_cache

from PySide6.QtGui import QColor, QFont

from playground.ui.canvas.card.card_state import CardState
from playground.ui.style.theme import Theme


@lru_cache(maxsize=64)
def font(family: str, pixels: float, weight: int = QFont.Weight.Normal) -> QFont:
    """Return a font that keeps its proportions at every zoom."""
    made = QFont(family)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def tint(color: str | QColor, alpha: float) -> QColor:
    """Return a colour with an opacity."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def mixed(one: str, other: str, part: float) -> QColor:
    """Return a mixture of two colours; ``part`` 0 is the first."""
    a, b = QColor(one), QColor(other)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * part,
        a.greenF() + (b.greenF() - a.greenF()) * part,
        a.blueF() + (b.blueF() - a.blueF()) * part,
    )


def family_color(state: CardState, theme: Theme) -> str:
    """Return the colour of the layer's palette group."""
    return theme.groups.get(state.family, theme.muted)


def plate(theme: Theme) -> str:
    """Return the colour of a card: the brightest surface of the theme."""
    return theme.raised if theme.dark else theme.panel
