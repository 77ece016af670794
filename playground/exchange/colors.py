"""Colours of drawings on paper, by palette group; the light theme has the same."""

from collections.abc import Mapping

INK, QUIET, LINE, PAPER = "#1F2733", "#5B6675", "#8792A2", "#FFFFFF"
"""Titles, other words, wires, and the ground."""
GROUPS: Mapping[str, str] = {
    "Input & output": "#475467",
    "Dense": "#2F6FED",
    "Convolution": "#7A4FD0",
    "Pooling": "#9B3FB5",
    "Sequence": "#857000",
    "Normalization": "#0A7F79",
    "Regularization": "#A95D1A",
    "Merge": "#B83280",
    "Shape": "#4A7A1F",
    "Blocks": "#0E6BA8",
}


def color_of(group: str) -> str:
    """Colour of a group."""
    return GROUPS.get(group, QUIET)
