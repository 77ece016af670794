"""The present step in words, formulas and numbers, as rich text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from playground.backprop.numbers import cells
from playground.backprop.words import Explanation, Term
from playground.ui.style.theme import Theme, blend

ROWS, COLUMNS = 5, 4
"""Rows and columns of an array in a row of numbers."""


class ExplanationPage(QTextBrowser):
    """Shows what a step does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setStyleSheet("QTextBrowser { border: none; }")
        self.setAccessibleName("What this step does")
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)  # numbers stay whole
        self.document().setDocumentMargin(12)

    def show_step(self, explanation: Explanation, theme: Theme) -> None:
        """Show another step."""
        self.setHtml(html_of(explanation, theme))


def html_of(explanation: Explanation, theme: Theme) -> str:
    """Return a step as rich text in the colours of a theme."""
    orange, mono = theme.groups["Activations"], f"font-family:'{theme.mono}'"
    parts = [
        f"<div style='color:{theme.muted};font-size:{theme.small_px}px'>{escape(explanation.title)}</div>",
        (
            f"<div style='font-size:{theme.base_px + 3}px;font-weight:600;margin:2px 0 6px 0'>"
            f"{escape(explanation.heading)}</div>"
        ),
    ]
    for place, formula in enumerate(explanation.formulas):
        color = orange if place == 0 and len(explanation.formulas) > 1 else theme.text
        parts.append(f'<div style="{mono};color:{color};margin:2px 0">{escape(formula)}</div>')
    parts += [_row(row, theme) for row in explanation.rows]
    parts += [f"<p style='margin:6px 0'>{escape(sentence)}</p>" for sentence in explanation.sentences]
    return f"<div style='color:{theme.text};font-size:{theme.base_px}px'>{''.join(parts)}</div>"


def _row(terms: Sequence[Term], theme: Theme) -> str:
    """Return numbers side by side: names above, signs in the middle."""
    names, numbers = [], []
    for term in terms:
        if term.value is None:
            names.append("<td></td>")
            numbers.append(
                f"<td style='vertical-align:middle;padding:0 5px;color:{theme.muted}'>{escape(term.label)}</td>"
            )
        else:
            names.append(
                f"<td style='color:{theme.muted};font-size:{theme.small_px}px;padding:0 2px'>{escape(term.label)}</td>"
            )
            numbers.append(f"<td style='vertical-align:middle'>{_numbers(term, theme)}</td>")
    return (
        "<table cellspacing='0' cellpadding='0' style='margin:8px 0 2px 0'>"
        f"<tr>{''.join(names)}</tr><tr>{''.join(numbers)}</tr></table>"
    )


def _numbers(term: Term, theme: Theme) -> str:
    """Return the numbers of a term on a ground in its colour."""
    assert term.value is not None
    tones = {
        "value": theme.muted,
        "gradient": theme.groups["Activations"],
        "local": theme.groups["Dense"],
        "total": theme.success,
    }
    ground = blend(tones[term.tone], theme.panel, 0.84)
    rows = (
        "".join(f"<td align='right' style='padding:1px 5px'>{escape(cell)}</td>" for cell in row)
        for row in cells(term.value, ROWS, COLUMNS)
    )
    inner = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f"<table cellspacing='0' cellpadding='0' bgcolor='{ground}' "
        f"style=\"font-family:'{theme.mono}';font-size:{theme.base_px}px\">{inner}</table>"
    )
