"""The page of learning rates: it computes while visible, shows exact numbers, and a click adopts a rate."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from playground.engine.race.surface.lr_map import LaneRates
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec
from playground.ui.plots.race.lr_map.height_scale import HeightScale
from playground.ui.plots.race.lr_map.wording import summary_of


@pytest.fixture(scope="module")
def maps():
    """Complete maps by what they depend on: the first test computes them, the others find them computed."""
    return {}


@pytest.fixture
def page(workspace, maps, qtbot):
    workspace.surface.rates._maps.update(maps)
    workspace.surface.pages.setCurrentWidget(workspace.surface.rates.page)
    done(workspace, qtbot)
    maps.update(workspace.surface.rates._maps)
    return workspace.surface.rates.page


def done(workspace, qtbot):
    """Wait until the latest edit is applied and all lanes are complete."""
    study = workspace.surface.rates
    qtbot.waitUntil(lambda: not study._refresh_soon.isActive() and not study.computing)


def edit(document, **changes):
    document.edit("Change", lambda project: project.with_(race=project.race.with_(**changes)))


def click(page, qtbot, row, column):
    qtbot.mouseClick(
        page.strips, Qt.MouseButton.LeftButton, pos=page.strips.cell(row, column).center().toPoint()
    )


def rates_of(document):
    return [lane.optimizer.params["learning_rate"] for lane in document.project.race.lanes]


def test_nothing_is_computed_before_the_page_is_visible(workspace, race_document, qtbot):
    assert not workspace.surface.rates.computing
    assert not workspace.surface.rates._maps
    workspace.surface.pages.setCurrentWidget(workspace.surface.rates.page)
    assert workspace.surface.rates.computing
    workspace.surface.pages.setCurrentWidget(workspace.surface.one_step)
    assert not workspace.surface.rates.computing
    edit(race_document, steps=321)
    assert not workspace.surface.rates._refresh_soon.isActive()


def test_every_lane_has_a_strip_with_all_rates(page, race_document):
    strips = page.strips.strips
    assert [strip.name for strip in strips] == ["SGD", "Momentum", "Adam"]
    assert [strip.rate for strip in strips] == rates_of(race_document)
    for strip in strips:
        assert strip.map.complete
        assert len(strip.map.rates) == 36
        assert strip.map.rates[0] <= 0.001
        assert strip.map.rates[-1] >= 0.5


def test_the_card_shows_the_result_of_a_race_at_that_rate(page, race_document):
    found = page.strips.strips[2].map
    for column in (5, 20, 30):
        title, rows = page.strips.values_at(2, column)
        rate = float(found.rates[column])
        lane = race_document.project.race.lanes[2]
        race = SurfaceRace(race_document.project.race.with_(
            lanes=(lane.with_(optimizer=lane.optimizer.with_params(learning_rate=rate)),)
        ))  # fmt: skip
        list(race.run())
        result = race.result(lane.id)
        values = dict(rows)
        assert title == f"Adam at {rate:g}"
        assert values["state"] == result.state
        assert float(values["final f"].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
            result.final, rel=1e-3
        )
        reached = "not reached" if result.steps_to_target is None else f"{result.steps_to_target:,.0f}"
        assert values["target reached at step"] == reached


def test_a_click_adopts_a_rate_moves_nothing_else_and_is_undone(page, workspace, race_document, qtbot):
    maps = [strip.map for strip in page.strips.strips]
    rate = float(maps[1].rates[10])
    before = rates_of(race_document)
    click(page, qtbot, 1, 10)
    assert rates_of(race_document) == [before[0], rate, before[2]]
    done(workspace, qtbot)
    assert [strip.map for strip in page.strips.strips] == maps
    assert page.strips.strips[1].rate == rate
    race_document.undo()
    assert rates_of(race_document) == before


def test_the_best_rates_of_all_lanes_are_one_edit(page, race_document, qtbot):
    best = [float(strip.map.rates[strip.map.winner]) for strip in page.strips.strips]
    before = rates_of(race_document)
    qtbot.mouseClick(page.best, Qt.MouseButton.LeftButton)
    assert rates_of(race_document) == best
    race_document.undo()
    assert rates_of(race_document) == before


def test_keys_move_a_mark_and_adopt(page, race_document, qtbot):
    qtbot.keyClick(page.strips, Qt.Key.Key_Down)
    qtbot.keyClick(page.strips, Qt.Key.Key_Right)
    assert page.strips.readout.isVisible()
    qtbot.keyClick(page.strips, Qt.Key.Key_Return)
    assert rates_of(race_document)[1] == page.strips.strips[1].map.rates[19]


def test_only_the_edited_lane_is_computed_again(page, workspace, race_document, qtbot):
    maps = [strip.map for strip in page.strips.strips]
    lanes = race_document.project.race.lanes
    heavier = lanes[1].with_(optimizer=lanes[1].optimizer.with_params(momentum=0.5))
    edit(race_document, lanes=(lanes[0], heavier, lanes[2]))
    done(workspace, qtbot)
    strips = page.strips.strips
    assert strips[0].map is maps[0]
    assert strips[2].map is maps[2]
    assert not np.array_equal(strips[1].map.final, maps[1].final, equal_nan=True)


def test_surface_and_steps_are_followed_and_come_back_at_once(page, workspace, race_document, qtbot):
    maps = [strip.map for strip in page.strips.strips]
    edit(race_document, steps=20)
    done(workspace, qtbot)
    assert page.strips.strips[0].map is not maps[0]
    race_document.undo()
    done(workspace, qtbot)
    assert [strip.map for strip in page.strips.strips] == maps


def test_the_range_can_be_typed_and_reset_to_the_lanes_own(page, workspace, qtbot):
    usual = page.low.text(), page.high.text()
    for field, text in ((page.low, "1e-6"), (page.count, "9")):
        field.setText(text)
        field.editingFinished.emit()
    done(workspace, qtbot)
    assert not page.auto.isChecked()
    assert len(page.strips.strips[0].map.rates) == 9
    assert page.strips.strips[0].map.rates[0] == 1e-6
    qtbot.mouseClick(page.auto, Qt.MouseButton.LeftButton)
    assert (page.low.text(), page.high.text(), page.count.text()) == (*usual, "36")


@pytest.mark.parametrize("text", ["0", "-1", "1e30", "nan", "much", ""])
def test_an_invalid_rate_is_explained_in_a_sentence(page, text):
    before = page.low.text()
    page.low.setText(text)
    page.low.editingFinished.emit()
    assert page.low.text() == before
    assert "Learning rates" in page.caption.text()


def test_a_best_rate_at_the_edge_warns(page, workspace, qtbot):
    for field, text in ((page.low, "1e-7"), (page.high, "1e-5")):
        field.setText(text)
        field.editingFinished.emit()
    done(workspace, qtbot)
    words, warns = summary_of(page.strips.strips[0])
    assert words == "best 1e-5, at the edge: try higher rates"
    assert warns


def test_without_lanes_and_with_a_broken_formula_one_sentence_is_shown(page, workspace, race_document, qtbot):
    edit(race_document, lanes=())
    qtbot.waitUntil(lambda: page.hint.startswith("Add a lane"))
    race_document.undo()
    done(workspace, qtbot)
    assert page.hint == ""
    edit(race_document, surface=Choice(kind="typed", params={"text": "x +"}))
    qtbot.waitUntil(lambda: "cannot be read" in page.hint)
    done(workspace, qtbot)
    race_document.undo()
    qtbot.waitUntil(lambda: page.hint == "")


def test_hidden_lanes_are_left_out(page, workspace, race_document, qtbot):
    lanes = race_document.project.race.lanes
    edit(race_document, lanes=(lanes[0].with_(hidden=True), *lanes[1:]))
    done(workspace, qtbot)
    assert [strip.name for strip in page.strips.strips] == ["Momentum", "Adam"]


def test_a_long_computation_is_dropped_when_it_is_stale(page, workspace, race_document, qtbot):
    slow = LaneSpec(id="lane-9", optimizer=Choice(kind="soap"))
    edit(race_document, lanes=(slow,), steps=20_000)
    qtbot.waitUntil(lambda: workspace.surface.rates.computing)
    control = workspace.surface.rates._feed.control
    edit(race_document, steps=30_000)
    assert workspace.surface.rates._feed.control is not control
    assert control.stopped()
    workspace.surface.pages.setCurrentWidget(workspace.surface.one_step)
    assert not workspace.surface.rates.computing


def test_each_cell_has_the_colour_of_its_height(page):
    strips = page.strips
    picture = strips.grab().toImage()
    ratio = picture.devicePixelRatio()
    found = strips.strips[0].map
    units = strips.scale.unit(found.final)

    def color(column):
        box = strips.cell(0, column)
        at = QPointF(box.center().x(), box.bottom() - 5) * ratio
        return picture.pixelColor(at.toPoint())

    low = [n for n in range(36) if units[n] == 0 and n != found.winner]
    high = [n for n in range(36) if units[n] > 0.95]
    assert color(low[0]).lightness() < 80
    assert color(high[0]).lightness() > 100


def test_heights_are_placed_by_their_powers_of_ten():
    ends = np.array([2.0, 2.0 + 1e-4, 12.0, 1e9, np.nan])
    rates = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    known = LaneRates(rates, ends, ends, ends, ("still moving",) * 5, ends, 2.0, 12.0, True)
    unit = HeightScale.over([known]).unit(ends)
    assert unit[:4] == pytest.approx([0.0, 4 / 9, 1.0, 1.0])
    assert np.isnan(unit[4])
    assert HeightScale.over([]).unit(np.array([0.0]))[0] == 0.0


def test_a_race_on_a_network_has_no_such_page(page, workspace, race_document, qtbot):
    edit(race_document, on="network")
    qtbot.waitUntil(lambda: not page.isVisible())
    qtbot.waitUntil(lambda: not workspace.surface.rates.computing)
    race_document.undo()
    qtbot.waitUntil(page.isVisible)


def test_curves_show_the_same_heights_on_logarithmic_axes(page, qtbot):
    qtbot.mouseClick(page.kind._buttons["curves"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.curves.isVisible)
    for strip in page.strips.strips:
        x, y = page.curves._lines[strip.lane].points
        found, scale = strip.map, page.curves.scale
        assert 10**x == pytest.approx(found.rates)
        drawn = np.isfinite(found.final)
        assert np.array_equal(np.isfinite(y), drawn)
        above = found.final[drawn] - found.lowest
        assert 10 ** y[drawn] == pytest.approx(np.clip(above, scale.least, 10 * scale.most))


def test_the_ring_is_on_a_curve_only_where_the_rate_was_raced(page, workspace, race_document, qtbot):
    qtbot.mouseClick(page.kind._buttons["curves"], Qt.MouseButton.LeftButton)
    strip, curves = page.strips.strips[0], page.curves
    best = strip.map.winner

    def ring(rate):
        change_rate(race_document, rate)
        done(workspace, qtbot)
        return next(spot for spot in curves._marks._spots if spot[3].name() == "#ffffff")

    raced, between = float(strip.map.rates[best]), float(strip.map.rates[best] * 1.01)
    assert ring(raced)[1] == pytest.approx(curves.powers(page.strips.strips[0])[best])
    assert ring(between)[1] < np.log10(curves.scale.least)


def change_rate(document, rate):
    lane = document.project.race.lanes[0]
    lane = lane.with_(optimizer=lane.optimizer.with_params(learning_rate=rate))
    document.edit("Rate", lambda project: project.with_(race=project.race.replace(lane)))


def test_a_click_near_a_point_of_a_curve_adopts_its_rate(page, race_document, qtbot):
    page.kind._buttons["curves"].click()
    qtbot.waitUntil(page.curves.isVisible)
    strip = page.strips.strips[2]
    value = page.curves.powers(strip)[3]
    at = page.curves.chart.view.mapViewToScene(QPointF(np.log10(strip.map.rates[3]), value))
    canvas = page.curves.canvas
    chosen, number = page.curves.near((float(np.log10(strip.map.rates[3])), float(value)))
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(at))
    index = [each.lane for each in page.strips.strips].index(chosen.lane)
    assert rates_of(race_document)[index] == strip.map.rates[number]
    assert page.curves.near((0.0, 1e6)) is None


def test_the_card_of_the_curves_lists_the_best_lane_first(page):
    for number in (0, 18, 35):
        ends = {strip.name: float(strip.map.final[number]) for strip in page.strips.strips}
        rows = page.curves.values_at(number)
        assert {name for name, _ in rows} == set(ends)
        finite = [ends[name] for name, _ in rows if np.isfinite(ends[name])]
        assert finite == sorted(finite)
        assert all(said.startswith("diverged") for name, said in rows if not np.isfinite(ends[name]))
