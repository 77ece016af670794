"""What a picture of the window says above it: the project, the formula or the lanes, and the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.catalog.kinds import SURFACES, UnknownEntry
from playground.ui.export.composition import Heading

if TYPE_CHECKING:
    from playground.app.document import Document
    from playground.catalog.kinds import Surface
    from playground.records.run import RunRecord
    from playground.ui.race.workspace import RaceWorkspace

BETWEEN = "  ·  "


def run_heading(document: Document, record: RunRecord) -> Heading:
    """Say which network has been trained how far."""
    done = [f"step {record.step:,}"] if record.step else []
    data = document.project.data.dataset.kind.replace("_", " ")
    return Heading(document.title, BETWEEN.join([data, *done]))


def race_heading(document: Document, workspace: RaceWorkspace) -> Heading:
    """Say on which surface or network the lanes race, and which step is shown."""
    spec = document.project.race
    if spec.on == "network":
        runs = workspace.network.race.lanes
        done = max((run.steps for run in runs), default=0)
        return Heading(document.title, f"{len(runs)} lanes{BETWEEN}step {done:,}")
    playback = workspace.surface.race.playback
    step = f"step {playback.position:,} of {playback.computed:,}"
    try:
        surface: Surface = SURFACES.of(spec.surface)
    except UnknownEntry:
        return Heading(document.title, step)
    formula = f"f(x, y) = {surface.shown_formula}"
    return Heading(document.title, BETWEEN.join([surface.title, formula, step]))
