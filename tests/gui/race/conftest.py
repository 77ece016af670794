"""The workspace of races alone in a window."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from playground.app.document import Document
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.theme import ThemeHub


def lane(number: int, kind: str, rate: float) -> LaneSpec:
    return LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))


Over = Callable[[RaceWorkspace], None]


@pytest.fixture
def over(qtbot: QtBot) -> Over:
    """Waits until the race of the newest edit is over."""
    return lambda workspace: qtbot.waitUntil(lambda: bool(workspace.race.results))


@pytest.fixture
def race_document() -> Document:
    lanes = (lane(1, "sgd", 0.01), lane(2, "momentum", 0.01), lane(3, "adam", 0.05))
    return Document(Project(race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=200)))


@pytest.fixture
def workspace(race_document: Document, hub: ThemeHub, qtbot: QtBot, over: Over) -> Iterator[RaceWorkspace]:
    made = RaceWorkspace(race_document, hub)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitExposed(made)
    made.race.set_active(active=True)
    over(made)
    yield made
    made.close_race()
