"""Icons of the Material Design set, in the colours of the theme.

The glyphs are taken from the font that qtawesome ships. The package itself is not imported: it loads ten icon fonts
and a compatibility layer for other Qt bindings, a quarter of a second at the start, where one font is enough.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from playground.ui.style.theme import Theme, blend

GLYPH_SHARE = 0.875
"""Height of the font in proportion to the icon: a 16-pixel icon is drawn in 14 pixels, which keeps lines sharp."""


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """Return an icon, e.g. ``icon("play", theme)``.

    Args:
        name: In the Material Design set.
        theme: Gives the colours of the normal and disabled states.
        color: ``#RRGGBB`` instead of the text colour.

    Raises:
        KeyError: The set has no such icon.
    """
    normal = color or theme.text
    return QIcon(_Glyph(chr(int(_codes()[name], 16)), normal, blend(normal, theme.panel, 0.6)))


class _Glyph(QIconEngine):
    """Draws one character of the icon font at any size."""

    def __init__(self, character: str, normal: str, disabled: str) -> None:
        super().__init__()
        self._character, self._normal, self._disabled = character, normal, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Qt: draw into a rectangle."""
        font = QFont(_family())
        font.setPixelSize(max(1, round(GLYPH_SHARE * rect.height())))
        painter.save()
        painter.setPen(QColor(self._disabled if mode == QIcon.Mode.Disabled else self._normal))
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Qt: draw onto a transparent picture."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return picture


@cache
def _fonts() -> Path:
    spec = find_spec("qtawesome")
    origin = None if spec is None else spec.origin
    assert origin is not None, "qtawesome is among the requirements"
    return Path(origin).parent / "fonts"


@cache
def _codes() -> dict[str, str]:
    """Hexadecimal codes of the font's characters by the names of the icons."""
    (file,) = _fonts().glob("materialdesignicons6-webfont-charmap-*.json")
    codes: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return codes


@cache
def _family() -> str:
    (file,) = _fonts().glob("materialdesignicons6-webfont-[0-9]*.ttf")
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))[0]
