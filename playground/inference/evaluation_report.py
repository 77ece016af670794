"""An evaluation as JSON, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from playground.inference.model_evaluation import ModelEvaluation
from playground.measures.classification import ClassificationMeasures
from playground.measures.titles import TITLES, title

MOST_ROWS = 100
"""Maximum number of classes that are listed in a terminal."""


def evaluation_json(evaluation: ModelEvaluation) -> dict[str, Any]:
    """Return all measures under their usual names, for each class or target, and the confusion matrix."""
    measures = evaluation.measures
    columns = {name: values.tolist() for name, values in measures.each().items()}
    classes = isinstance(measures, ClassificationMeasures)
    each = [
        {"class" if classes else "target": name, **{key: values[place] for key, values in columns.items()}}
        for place, name in enumerate(measures.names)
    ]
    found: dict[str, Any] = {"samples": len(evaluation.truth), **evaluation.summary()}
    found["classes" if classes else "targets"] = each
    if isinstance(measures, ClassificationMeasures):
        found["confusion"] = measures.confusion.tolist()
    return found


def evaluation_text(evaluation: ModelEvaluation) -> str:
    """Write a table with a row for each class or target, and a line for each measure of all samples."""
    columns = evaluation.measures.each()
    heads = ["", *(TITLES[name] for name in columns)]
    rows = [
        [name, *(_words(float(values[place]), whole=key == "support") for key, values in columns.items())]
        for place, name in enumerate(evaluation.measures.names)
    ]
    rest = len(rows) - MOST_ROWS
    left_out = [f"… and {rest:,} more; see --json"] if rest > 0 else []
    lines = [f"{title(name)}: {_words(value)}" for name, value in evaluation.summary().items()]
    return "\n".join([*_aligned([heads, *rows[:MOST_ROWS]]), *left_out, "", *lines])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _words(value: float, *, whole: bool = False) -> str:
    if not isfinite(value):
        return "undefined"
    return f"{value:,.0f}" if whole else f"{value:.4g}"
