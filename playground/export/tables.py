"""What a race left as tables: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.export.safe_cell import safe_cell
from playground.export.strict_json import strict_json
from playground.records.race import RaceRecord
from playground.spec.project import Project

PATH_COLUMNS = ("step", "lane", "seed", "x", "y", "f", "gradient")
PLANE_COLUMNS = ("step", "lane", "x", "y", "loss", "off_plane")


def results_csv(record: RaceRecord) -> str:
    """A row for each lane, the best first, under a row with the names of the columns.

    The last column says what was changed while the race ran, with the step. Numbers that are not finite, and targets
    that were missed, are empty cells.
    """
    rows = [
        {"place": place, **_flat(record.results[lane].as_json()), "changes": _changes(record, lane)}
        for place, lane in enumerate(record.ranked_lanes, start=1)
    ]
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _changes(record: RaceRecord, lane: str) -> str:
    name = record.lane(lane).name
    return " ".join(change.sentence(name) for change in record.changes_of(lane))


def _flat(result: Mapping[str, Any]) -> dict[str, Any]:
    """Quartiles, the only pair, become two columns."""
    flat: dict[str, Any] = {}
    for key, value in result.items():
        if isinstance(value, list):
            flat |= {f"{key}_low": value[0], f"{key}_high": value[1]}
        else:
            flat[key] = value
    return flat


def results_json(project: Project, record: RaceRecord) -> str:
    """The ``lanes`` that the command line prints, ``changes`` during the race, and the settings of the ``race``."""
    content = {
        "lanes": [result.as_json() for result in record.ranking],
        "changes": list(record.change_words),
        "race": project.race.model_dump(mode="json"),
    }
    return strict_json(content, indent=2) + "\n"


def paths_csv(record: RaceRecord) -> str:
    """Every position of every lane of a race on a surface.

    Returns:
        Rows of ``PATH_COLUMNS``; ``seed`` counts the repetitions from 0, ``gradient`` is the gradient's length.
        Numbers have all their digits; those that are not finite are empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PATH_COLUMNS)
    for lane in record.lanes.values():
        path = lane.path
        numbers = np.concatenate([path.places, path.heights[..., None], path.slopes[..., None]], axis=2)
        for step, repetitions in enumerate(numbers.tolist()):
            for seed, row in enumerate(repetitions):
                writer.writerow(
                    [step, safe_cell(lane.name), seed, *(part if np.isfinite(part) else "" for part in row)]
                )
    return text.getvalue()


def plane_paths_csv(record: RaceRecord) -> str:
    """Every recorded position of every lane of a race on a network, on the plane that the lanes have in common.

    Returns:
        Rows of ``PLANE_COLUMNS`` for the first repetition: coordinates along the plane's axes, the true training loss
        on the samples of the plane, and the distance from the plane. Numbers that are not finite or not known are
        empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PLANE_COLUMNS)
    for lane, path in ({} if record.paths is None else record.paths.paths).items():
        columns = (path.x, path.y, path.loss, path.off_plane)
        for step, *row in zip(path.steps.tolist(), *(column.tolist() for column in columns), strict=True):
            numbers = (part if np.isfinite(part) else "" for part in row)
            writer.writerow([step, safe_cell(record.lane(lane).name), *numbers])
    return text.getvalue()
