"""Colours for Python: keywords, texts, numbers, comments and names that are defined."""

from __future__ import annotations

import keyword
import tokenize
from collections.abc import Iterator
from io import StringIO

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from playground.ui.style.theme import Theme

Span = tuple[int, int, str]
"""First column, length and kind of a coloured passage of a line."""


def spans(source: str) -> dict[int, list[Span]]:
    """The coloured passages of a complete script by line, counted from 0."""
    found: dict[int, list[Span]] = {}
    lines = source.split("\n")
    for kind, (first, begin), (last, end) in _passages(source):
        for line in range(first - 1, last):
            start = begin if line == first - 1 else 0
            stop = end if line == last - 1 else len(lines[line])
            found.setdefault(line, []).append((start, stop - start, kind))
    return found


def _passages(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    defining = False
    for token in tokenize.generate_tokens(StringIO(source).readline):
        kind = ""
        match token.type:
            case tokenize.COMMENT:
                kind = "comment"
            case tokenize.STRING:
                kind = "text"
            case tokenize.NUMBER:
                kind = "number"
            case tokenize.NAME if keyword.iskeyword(token.string):
                kind = "keyword"
            case tokenize.NAME if defining:
                kind = "name"
        defining = token.string in {"def", "class"}
        if kind:
            yield kind, token.start, token.end


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a document whose whole source it is given.

    Args:
        document: What is shown; other text must come with ``read``.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._spans: dict[int, list[Span]] = {}
        self._formats: dict[str, QTextCharFormat] = {}

    def read(self, source: str) -> None:
        """Prepare for a source, before the document gets it."""
        self._spans = spans(source)

    def paint(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colors = {
            "keyword": theme.groups["Convolution"],
            "text": theme.success,
            "number": theme.groups["Activations"],
            "comment": theme.muted,
            "name": theme.accent,
        }
        self._formats = {kind: _colored(color) for kind, color in colors.items()}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Qt: colour one line."""
        del text
        for start, length, kind in self._spans.get(self.currentBlock().blockNumber(), ()):
            self.setFormat(start, length, self._formats[kind])


def _colored(color: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    return made
