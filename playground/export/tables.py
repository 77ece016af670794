"""Results of a race as tables: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from playground.engine.events.network_race import NetworkResult
from playground.engine.events.surface_race import PathChunk, SurfaceResult
from playground.spec.project import Project

Result = SurfaceResult | NetworkResult

WAY_COLUMNS = ("step", "lane", "seed", "x", "y", "f", "gradient")


def results_csv(results: Sequence[Result]) -> str:
    """A row for each lane, in the order given, under a row with the names of the columns.

    Numbers that are not finite, and targets that were missed, are empty cells.
    """
    rows = [{"place": place, **_flat(result.as_json())} for place, result in enumerate(results, start=1)]
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def _flat(told: Mapping[str, Any]) -> dict[str, Any]:
    """Quartiles, the only pair, become two columns."""
    flat: dict[str, Any] = {}
    for key, value in told.items():
        if isinstance(value, list):
            flat |= {f"{key}_low": value[0], f"{key}_high": value[1]}
        else:
            flat[key] = value
    return flat


def results_json(project: Project, results: Sequence[Result]) -> str:
    """The ``lanes`` that the command line prints, and the ``race`` with all its settings."""
    told = {"lanes": [result.as_json() for result in results], "race": project.race.model_dump(mode="json")}
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def ways_csv(ways: Iterable[tuple[str, PathChunk]]) -> str:
    """Every place of every lane of a race on a surface.

    Args:
        ways: Names of lanes with their whole ways.

    Returns:
        Rows of ``WAY_COLUMNS``; ``seed`` counts the repetitions from 0, ``gradient`` is the gradient's length.
        Numbers have all their digits; those that are not finite are empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(WAY_COLUMNS)
    for name, way in ways:
        numbers = np.concatenate([way.places, way.heights[..., None], way.slopes[..., None]], axis=2)
        for step, repetitions in enumerate(numbers.tolist()):
            for seed, row in enumerate(repetitions):
                writer.writerow([step, name, seed, *(part if np.isfinite(part) else "" for part in row)])
    return text.getvalue()
