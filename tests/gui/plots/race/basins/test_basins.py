"""The page of starts: colours by end point, shares, and a click that starts there."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from playground.catalog.kinds import SURFACES
from playground.engine.race.surface.basins import basins
from playground.engine.race.surface.outcomes import Outcome
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.plots.race.basins.map_colors import neighbor_colors


@pytest.fixture(scope="module")
def pictures():
    """The finest picture of the first lane: the first test computes it, the others find it computed."""
    return {}


@pytest.fixture
def page(workspace, race_document, pictures, qtbot):
    study = workspace.surface.starts
    study._seen.update(pictures)
    edit(race_document, surface=Choice(kind="himmelblau"), steps=150)
    workspace.surface.pages.setCurrentWidget(study.page)
    done(workspace, qtbot)
    pictures.update(study._seen)
    return study.page


def done(workspace, qtbot):
    """Wait until the latest edit is applied and the picture is at its finest."""
    study = workspace.surface.starts
    qtbot.waitUntil(lambda: not study._refresh_soon.isActive() and not study.computing)


def edit(document, **changes):
    document.edit("Change", lambda project: project.with_(race=project.race.with_(**changes)))


def test_nothing_is_computed_before_the_page_is_visible(workspace):
    assert not workspace.surface.starts.computing
    workspace.surface.pages.setCurrentWidget(workspace.surface.starts.page)
    assert workspace.surface.starts.computing
    workspace.surface.pages.setCurrentWidget(workspace.surface.one_step)
    assert not workspace.surface.starts.computing


def test_the_finest_picture_has_128_starts_along_each_side(page):
    assert page.raster.pixel_count == (128, 128)
    assert page.progress.text() == "128 × 128 starts"


def test_each_start_has_the_colour_of_its_minimum(page):
    basins = page._basins
    for row, column in ((20, 20), (20, 100), (100, 20), (100, 100)):
        number = basins.where[row, column]
        shown, pure = page.raster.pixel(column, row), QColor(page.color_of(number))
        assert abs(shown.hslHue() - pure.hslHue()) <= 3
    assert len({page.color_of(n) for n in range(4)}) == 4


def test_more_steps_are_darker(page):
    basins, bright = page._basins, page.brightness()
    arrived = (basins.where >= 0) & np.isfinite(basins.steps)
    few = basins.steps <= np.quantile(basins.steps[arrived], 0.05)
    many = arrived & (basins.steps >= np.quantile(basins.steps[arrived], 0.95))
    assert bright[few & arrived].min() > bright[many].max()


def test_the_legend_names_minima_and_counts_their_shares(page):
    rows = page.legend()
    shares = [float(share.removesuffix(" %")) for *_, share in rows]
    assert sum(shares) == pytest.approx(100, abs=0.3)
    assert any("3.00, 2.00" in name for _, name, _ in rows)
    assert len({color for color, *_ in rows}) == len(rows)


def test_the_card_shows_start_end_and_steps(page):
    basins = page._basins
    start, rows = page.values_at((3.1, 2.1))
    values = dict(rows)
    assert start == (pytest.approx(3.1, abs=0.04), pytest.approx(2.1, abs=0.04))
    assert values["minimum"] == "3.000, 2.000"
    row, column = np.abs(basins.y - start[1]).argmin(), np.abs(basins.x - start[0]).argmin()
    assert values["steps"] == f"{basins.steps[row, column]:.0f}"
    assert page.values_at((6.0, 0.0)) is None


def test_a_click_starts_the_race_there_without_another_picture(page, workspace, race_document, qtbot):
    before = page._basins
    at = page.chart.view.mapViewToScene(QPointF(-2.0, 2.0))
    qtbot.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=page.canvas.mapFromScene(at))
    start = race_document.project.race.start
    assert start == (pytest.approx(-2.0, abs=0.09), pytest.approx(2.0, abs=0.09))
    assert start[0] in before.x
    done(workspace, qtbot)
    assert page._basins is before
    assert page.start.places == [start]
    race_document.undo()
    assert race_document.project.race.start is None


def test_another_lane_is_shown_when_it_is_chosen(page, workspace, qtbot):
    before = page._basins
    assert [page.lanes.itemText(n) for n in range(3)] == ["SGD", "Momentum", "Adam"]
    page.lanes.setCurrentIndex(2)
    page.lanes.activated.emit(2)
    done(workspace, qtbot)
    assert workspace.surface.starts.lane.id == "lane-3"
    assert page._basins is not before
    page.lanes.setCurrentIndex(0)
    page.lanes.activated.emit(0)
    assert page._basins is before


def test_edits_of_the_lane_are_followed_those_of_others_are_not(page, workspace, race_document, qtbot):
    before, lanes = page._basins, race_document.project.race.lanes
    other = lanes[1].with_(optimizer=lanes[1].optimizer.with_params(learning_rate=0.02))
    edit(race_document, lanes=(lanes[0], other, lanes[2]))
    done(workspace, qtbot)
    assert page._basins is before
    faster = lanes[0].with_(optimizer=lanes[0].optimizer.with_params(learning_rate=0.03))
    edit(race_document, lanes=(faster, other, lanes[2]))
    done(workspace, qtbot)
    assert page._basins is not before
    assert any(name == "diverged" for _, name, _ in page.legend())


def test_who_arrives_nowhere_has_colours_of_its_own(page, workspace, race_document, qtbot):
    edit(race_document, surface=Choice(kind="easom"))
    done(workspace, qtbot)
    names = [name for _, name, _ in page.legend()]
    assert "stuck elsewhere" in names
    outcomes = {page.color_of_outcome(outcome) for outcome in Outcome}
    assert len(outcomes) == len(Outcome) - 1  # two that are nowhere share the colour of the panel
    assert page.color_of(0) not in outcomes


def test_an_optimizer_without_batching_comes_coarse_first_and_can_be_left(
    page, workspace, race_document, qtbot
):
    slow = LaneSpec(id="lane-9", optimizer=Choice(kind="soap"))
    edit(race_document, lanes=(slow,), steps=20_000)
    qtbot.waitUntil(lambda: page._basins is not None and len(page._basins.x) == 8)
    control = workspace.surface.starts._feed.control
    edit(race_document, lanes=())
    qtbot.waitUntil(lambda: page.hint.startswith("Add a lane"))
    assert not workspace.surface.starts.computing
    assert control.stopped()


def test_a_broken_formula_is_explained_in_a_sentence(page, workspace, race_document, qtbot):
    edit(race_document, surface=Choice(kind="typed", params={"text": "x +"}))
    qtbot.waitUntil(lambda: bool(page.hint))
    race_document.undo()
    qtbot.waitUntil(lambda: page.hint == "")


def test_both_themes_show_the_same_basins(page, hub):
    rows = page.legend()
    hub.choose("dark")
    assert [name for _, name, _ in page.legend()] == [name for _, name, _ in rows]
    assert page.raster.pixel_count == (128, 128)


def test_neighbours_have_other_colours():
    slow = LaneSpec(id="a", optimizer=Choice(kind="sgd", params={"learning_rate": 3e-3}))
    spec = RaceSpec(surface=Choice(kind="rastrigin"), lanes=(slow,), steps=100)
    found = list(basins(SURFACES.of(spec.surface), slow, spec, 64))[-1]
    assert found.complete
    assert len(found.places) > 50
    colors = np.array([*neighbor_colors(found, 9), -1])[found.where]
    borders = (found.where[:, 1:] != found.where[:, :-1]) & (found.where[:, 1:] >= 0)
    borders &= found.where[:, :-1] >= 0
    assert (colors[:, 1:] != colors[:, :-1])[borders].all()


def test_a_race_on_a_network_has_no_such_page(page, workspace, race_document, qtbot):
    edit(race_document, on="network")
    qtbot.waitUntil(lambda: not page.isVisible())
    qtbot.waitUntil(lambda: not workspace.surface.starts.computing)
    race_document.undo()
    qtbot.waitUntil(page.isVisible)


def test_arrow_keys_move_the_start_on_the_grid(page, race_document, qtbot):
    grid = page._basins
    page.start_chosen.emit(float(grid.x[40]), float(grid.y[50]))
    for key, place in (
        (Qt.Key.Key_Right, (41, 50)),
        (Qt.Key.Key_Up, (41, 51)),
        (Qt.Key.Key_Left, (40, 51)),
        (Qt.Key.Key_Down, (40, 50)),
    ):
        page.show_start(race_document.project.race.start)
        qtbot.keyClick(page, key)
        column, row = place
        assert race_document.project.race.start == pytest.approx((grid.x[column], grid.y[row]))
