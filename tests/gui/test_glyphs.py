"""Every layer has a sign of its own, and all signs differ."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.catalog.kinds import LAYERS
from playground.ui.style.glyphs import draw_glyph


def drawn(kind: str) -> bytes:
    image = QImage(48, 48, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    draw_glyph(painter, QRectF(4, 4, 40, 40), kind, QColor("#2F6FED"))
    painter.end()
    return bytes(image.constBits())


def test_no_two_layers_look_the_same_and_none_has_the_plain_frame(qapp):
    signs = {entry.key: drawn(entry.key) for entry in LAYERS}
    assert len(set(signs.values())) == len(signs)
    assert drawn("unknown") not in signs.values()
    assert drawn("unknown") == drawn("unknown, too")
