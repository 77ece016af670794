"""Steps of the page that explains them."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.plots.race.step.explained_step import ExplainedStepPage
from playground.ui.race.workspace import RaceWorkspace


@pytest.fixture
def show_step(workspace: RaceWorkspace, qtbot: QtBot) -> Callable[[int], ExplainedStepPage]:
    """Show a step, and wait until the page explains it."""

    def show(step: int) -> ExplainedStepPage:
        workspace.surface.race.playback.seek(step)
        page = workspace.surface.one_step
        qtbot.waitUntil(lambda: page.shown is not None and page.shown.step == min(step, 199) and page.settled)
        return page

    return show


@pytest.fixture
def wait_for_race(workspace: RaceWorkspace, qtbot: QtBot) -> Callable[[], None]:
    """Wait until the race of the latest edit is over."""
    page, race = workspace.surface.one_step, workspace.surface.race
    return lambda: qtbot.waitUntil(lambda: page._spec == race.spec and bool(race.results))


@pytest.fixture
def trace_lane(workspace: RaceWorkspace, qtbot: QtBot) -> Callable[[str], ExplainedStepPage]:
    """Choose a lane, and wait until it is traced."""

    def trace(lane: str) -> ExplainedStepPage:
        page = workspace.surface.one_step
        page.choose(lane)
        qtbot.waitUntil(lambda: page._tracer.lane is not None and len(page._tracer.lane) == 200)
        return page

    return trace
