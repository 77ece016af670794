"""Clips in Qt's SVG, put where they belong.

Qt writes a clip in the coordinates of the widget that draws, and leaves out where the widget stands in the picture:
tables lose their rows, and composed pictures parts of their plots. So each widget leaves a mark when it begins to draw,
under which Qt writes where that is. Afterwards the clips are moved there, and the marks removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from playground.ui.export.plain_svg import Matrix, matrix_of, moved

MARK = QRectF(0, 0, 0.125, 0.0625)
_MARK = '<rect x="0" y="0" width="0.125" height="0.0625"/>'
_PARTS = re.compile(rf'<g clip-path="url\(#(\w+)\)">|transform="matrix\(([^)]*)\)"|{re.escape(_MARK)}')
_CLIP = re.compile(r'(<clipPath id="(\w+)">\s*<path)[^>]*?( fill-rule="\w+")? d="([^"]*)"/>')
_NOWHERE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Marks(QObject):
    """Leaves a mark in each widget of some plots that begins to draw."""

    def __init__(self, plots: Sequence[QWidget]) -> None:
        super().__init__()
        self._plots = plots

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a widget is about to draw."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and self._has(watched):
            painter = QPainter(watched)
            painter.fillRect(MARK, Qt.GlobalColor.transparent)
            painter.end()
        return False

    def _has(self, widget: QWidget) -> bool:
        return any(plot is widget or plot.isAncestorOf(widget) for plot in self._plots)


@contextmanager
def marking(plots: Sequence[QWidget]) -> Iterator[None]:
    """Let the widgets of plots leave marks where they draw meanwhile; only for SVG, from which they are removed."""
    app, marks = QApplication.instance(), _Marks(plots)
    assert app is not None
    app.installEventFilter(marks)
    try:
        yield
    finally:
        app.removeEventFilter(marks)


def placed(svg: str) -> str:
    """The same picture with its clips in the coordinates of the picture, and without marks."""
    places: dict[str, Matrix] = {}
    here = matrix = _NOWHERE
    opened, groups = "", 0  # the clip used for the first time, and the groups since
    for part in _PARTS.finditer(svg):
        clip, numbers = part.groups()
        if clip and clip not in places:
            places[clip], opened, groups = here, clip, 0
        elif numbers:
            matrix, groups = matrix_of(numbers), groups + 1
        elif not clip:
            here = matrix
            if opened and groups == 1:  # a widget whose first clip is that of the window
                places[opened] = here
    return _CLIP.sub(lambda found: _moved(found, places), svg.replace(_MARK, ""))


def _moved(found: re.Match[str], places: dict[str, Matrix]) -> str:
    head, name, rule, path = found.groups()
    return f'{head}{rule or ""} d="{moved(path, places.get(name, _NOWHERE))}"/>'
