"""Predictions as a table: CSV for spreadsheets, rows for JSON and for the terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from playground.export.safe_cell import safe_cell
from playground.inference.prediction import Prediction


def prediction_csv(names: Sequence[str], prediction: Prediction) -> str:
    """Write a row for each sample: where it is, its class and the probability of each class, or its values.

    Args:
        names: Where each sample is.
        prediction: What was predicted.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    classes = prediction.class_names
    heads = ["class", *(f"p({name})" for name in classes)] if classes else list(prediction.target_names)
    writer.writerow(["input", *map(safe_cell, heads)])
    predicted = prediction.classes if classes else ()
    for place, (name, scores) in enumerate(zip(names, prediction.scores.tolist(), strict=True)):
        best = [safe_cell(predicted[place])] if classes else []
        writer.writerow([safe_cell(name), *best, *(f"{score:.9g}" for score in scores)])
    return text.getvalue()


def prediction_rows(names: Sequence[str], prediction: Prediction) -> list[dict[str, Any]]:
    """Return an object for each sample: ``input``, ``class`` and ``probabilities``, or ``values``."""
    rows: list[dict[str, Any]] = []
    predicted = prediction.classes if prediction.class_names else ()
    for place, (name, scores) in enumerate(zip(names, prediction.scores.tolist(), strict=True)):
        named = dict(zip(prediction.columns, scores, strict=True))
        found = {"class": predicted[place], "probabilities": named} if predicted else {"values": named}
        rows.append({"input": name, **found})
    return rows


def prediction_line(name: str, prediction: Prediction, place: int) -> str:
    """Say what is predicted for one sample, in a line."""
    scores = prediction.scores[place]
    if prediction.class_names:
        best = int(scores.argmax())
        return f"{name}: {prediction.class_names[best]} ({scores[best]:.1%})"
    values = zip(prediction.target_names, scores, strict=True)
    return f"{name}: {', '.join(f'{target} {value:.6g}' for target, value in values)}"
