"""Colours for Python: keywords, texts, numbers, comments and names that are defined."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from playground.ui.style.theme import Theme

Span = tuple[int, int, str]
"""First column, length and kind of a coloured passage of a line."""


_TOKEN = re.compile(
    r"""(?P<text>\"{3}[\s\S]*?\"{3}|"[^"\n]*"|'[^'\n]*')"""
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<number>\b\d[\d_.]*(?:e[+-]?\d+)?)"
    r"|\b(?:def|class)\s+(?P<name>\w+)"
    r"|(?P<word>[A-Za-z_]\w*)"
)
"""All that is coloured, and words, which may be keywords."""
_KEYWORDS = frozenset(keyword.kwlist)


def spans(source: str) -> dict[int, list[Span]]:
    """The coloured passages of a script by line, counted from 0."""
    found: dict[int, list[Span]] = {}
    line, begin = 0, 0
    for token in _TOKEN.finditer(source):
        kind, start, end = str(token.lastgroup), token.start(), token.end()
        line, begin = line + source.count("\n", begin, start), source.rfind("\n", 0, start) + 1
        if kind == "word":
            if token[0] in _KEYWORDS:
                found.setdefault(line, []).append((start - begin, end - start, "keyword"))
            continue
        here = found.setdefault(line, [])
        if kind == "name":
            word = token[0].split(maxsplit=1)[0]
            here.append((start - begin, len(word), "keyword"))
            here.append((token.start("name") - begin, end - token.start("name"), "name"))
        elif "\n" not in token[0]:
            here.append((start - begin, end - start, kind))
        else:
            for place, part in enumerate(token[0].split("\n")):
                found.setdefault(line + place, []).append((0 if place else start - begin, len(part), kind))
    return found


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
