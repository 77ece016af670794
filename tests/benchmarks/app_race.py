"""A race of eight in the window with its pictures live, against the same race without a window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

from projects import h16, h64
from PySide6.QtWidgets import QApplication
from races import RATES
from rows import Row, measures
from window import SIZE, until, wait

from playground.app.document import Document
from playground.app.examples import examples
from playground.engine.events.control import Control
from playground.engine.events.network_race import LaneScalars
from playground.engine.events.run import Event, RunState
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.spec.base import Choice
from playground.spec.files import load
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.theme import ThemeHub
from playground.ui.window.program.app import make_application

EPOCHS = 10**6
SECONDS, TURNS = 1.5, 11
PAGES = ("plane", "multiples", "flow")


def eight(project: Project) -> Project:
    """Eight optimizers on a network."""
    lanes = tuple(
        LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for number, (kind, rate) in enumerate(RATES.items(), start=1)
    )
    return project.with_(race=RaceSpec(on="network", lanes=lanes, epochs=EPOCHS))


def eight_on_digits() -> Project:
    """The example."""
    file = next(example.path for example in examples() if example.path.stem == "race-digits")
    project = load(file)
    return project.with_(race=project.race.with_(epochs=EPOCHS, target=None))


@contextmanager
def racing(project: Project) -> Iterator[RaceWorkspace]:
    """The workspace at the start of a race, as large as the window."""
    QApplication.instance() or make_application()
    workspace = RaceWorkspace(Document(project), ThemeHub("light"))
    workspace.resize(*SIZE)
    workspace.show()
    workspace.set_active(active=True)
    until(lambda: workspace.network.race.state is RunState.READY)
    try:
        yield workspace
    finally:
        workspace.close_race()
        workspace.close()


class Headless:
    """The race without a window, for a while at a time."""

    def __init__(self, project: Project) -> None:
        self._lanes = len(project.race.lanes)
        control = Control()
        control.finish()
        self._events = iter(NetworkRaceJob(project, 0, control, None))
        self.rounds(0.5)

    def rounds(self, seconds: float) -> float:
        """Steps of every lane per second."""
        begin, steps = perf_counter(), 0
        while perf_counter() - begin < seconds:
            event = next(self._events)
            steps += len(event.steps) if isinstance(event, LaneScalars) else 0
        return steps / self._lanes / (perf_counter() - begin)


def live_rounds(workspace: RaceWorkspace, page: str, seen: Counter[type[Event]]) -> float:
    """Steps of every lane per second while a page of pictures is in sight."""
    network = workspace.network
    network.show_picture(page)
    network.race.toggle()
    wait(1.0)
    count = lambda event: seen.update([type(event)])  # noqa: E731
    network.race.pictured.connect(count)
    begin, before = perf_counter(), network.race.lanes[0].steps
    wait(SECONDS)
    rounds = (network.race.lanes[0].steps - before) / (perf_counter() - begin)
    network.race.pictured.disconnect(count)
    network.race.toggle()
    until(lambda: network.race.state is RunState.PAUSED)
    wait(0.5)
    return rounds


def against_headless(project: Project) -> Row:
    """Rounds per second in turns; the page of pictures that costs most is the one that counts."""
    ratios: dict[str, list[tuple[float, float, float]]] = {page: [] for page in PAGES}
    seen: Counter[type[Event]] = Counter()
    headless = Headless(project)
    with racing(project) as workspace:
        for _ in range(TURNS):
            for page in PAGES:
                before = headless.rounds(SECONDS / 2)
                mine = live_rounds(workspace, page, seen)
                rival = (before + headless.rounds(SECONDS / 2)) / 2
                ratios[page].append((mine / rival, mine, rival))
    middle = {page: sorted(found)[TURNS // 2] for page, found in ratios.items()}
    _, mine, rival = min(middle.values())
    told = [f"{page} {median(ratio for ratio, *_ in ratios[page]):.2f}" for page in PAGES]
    told += [f"{kind.__name__} {count / SECONDS / TURNS:.0f}/s" for kind, count in seen.items()]
    return Row(mine, rival, 0.9, "rounds/s", note=", ".join(told))


@measures("app_race8")
def narrow() -> dict[str, Row]:
    """2-16-16-1."""
    return {"app_race8": against_headless(eight(h16()))}


@measures("app_race8_h64")
def wide() -> dict[str, Row]:
    """2-64-64-1."""
    return {"app_race8_h64": against_headless(eight(h64()))}


@measures("app_race8_digits")
def digits() -> dict[str, Row]:
    """Handwritten digits."""
    return {"app_race8_digits": against_headless(eight_on_digits())}
