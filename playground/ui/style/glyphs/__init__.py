"""Glyphs of the layers of the catalog, drawn as strokes so that they are sharp at any zoom."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from playground.ui.style.glyphs import layers, sequences
from playground.ui.style.pencil import Pencil

_GLYPHS = {**layers.GLYPHS, **sequences.GLYPHS}


def draw_glyph(painter: QPainter, box: QRectF, kind: str, color: QColor) -> None:
    """Draw the glyph of a layer into a square box; an unknown layer gets a plain frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _GLYPHS.get(kind, _frame)(Pencil(painter, box, color))
    painter.restore()


def _frame(pencil: Pencil) -> None:
    pencil.box(0.15, 0.15, 0.7, 0.7, fill=0.2)
