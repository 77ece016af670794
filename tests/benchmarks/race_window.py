"""Races on a surface: how fast twelve lanes are computed, and how long a frame of their picture takes."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter

import numpy as np
from PySide6.QtWidgets import QApplication
from rows import Row, measures
from window import until, wait

from playground.app.document import Document
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.theme import ThemeHub
from playground.ui.window.program.app import make_application

KINDS = (
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "adamax", "nadam", "radam", "amsgrad", "lion",
)  # fmt: skip
STEPS = 1000


def twelve() -> RaceSpec:
    """Twelve optimizers on Himmelblau's function."""
    lanes = tuple(
        LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
        for number, kind in enumerate(KINDS, start=1)
    )
    return RaceSpec(surface=Choice(kind="himmelblau"), lanes=lanes, steps=STEPS)


@measures("race12_surface")
def computed() -> dict[str, Row]:
    """All steps of all lanes, after a first race that compiles."""
    list(SurfaceRace(twelve()).run())
    begin = perf_counter()
    list(SurfaceRace(twelve()).run())
    return {"race12_surface": Row(perf_counter() - begin, 1.0, 1.0, "s", less_is_better=True)}


@measures("race_frame_p99_ms")
def frames() -> dict[str, Row]:
    """A frame shows another step in picture, curves and the explained step, at 1920 x 1080.

    Paths of up to 1,000 points are played, and ones of 10,000 scrubbed to any step and back.
    """
    QApplication.instance() or make_application()
    played = _frames(STEPS, range(0, STEPS, 3))
    scrubbed = _frames(10 * STEPS, np.random.default_rng(0).integers(0, 10 * STEPS, 300).tolist())
    return {
        name: Row(float(np.percentile(took, 99)), 20.0, 1.0, "ms", less_is_better=True)
        for name, took in (("race_frame_p99_ms", played), ("race_scrub_p99_ms", scrubbed))
    }


def _frames(steps: int, order: Iterable[int]) -> list[float]:
    """Milliseconds from a new step until everything is painted."""
    workspace = RaceWorkspace(Document(Project(race=twelve().with_(steps=steps))), ThemeHub("light"))
    workspace.resize(1920, 1080)
    workspace.show()
    workspace.set_active(active=True)
    until(lambda: bool(workspace.surface.race.results), seconds=120)
    wait(2.0)
    took = []
    for step in order:
        begin = perf_counter()
        workspace.surface.race.playback.seek(step)
        QApplication.processEvents()
        took.append(1000 * (perf_counter() - begin))
    workspace.close_race()
    workspace.deleteLater()
    return took
