"""The workspace of races: it computes, plays, scrubs, follows edits, and undoes them."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.catalog.kinds import OPTIMIZERS, SURFACES
from playground.catalog.presets import PRESETS
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec
from playground.ui.plots.race.curves.drawn_quantity import measured, middle


def names(workspace):
    table = workspace.surface.leaderboard.table
    return [table.topLevelItem(row).text(0) for row in range(table.topLevelItemCount())]


def test_the_ways_are_those_of_the_engine(workspace, race_document):
    race = SurfaceRace(race_document.project.race)
    list(race.run())
    for path in workspace.surface.race.lanes:
        assert np.array_equal(path.places, race.path(path.lane).places)
        assert np.array_equal(path.heights, race.path(path.lane).heights)


def test_at_first_the_whole_race_is_shown(workspace, unnamed):
    assert unnamed(workspace) == []
    assert workspace.surface.race.playback.position == workspace.surface.race.playback.computed == 200
    assert workspace.surface.transport.facts.text() == "step 200 / 200"
    heads = workspace.surface.picture.heads.places
    assert heads == [tuple(path.places[200, 0]) for path in workspace.surface.race.lanes]


def test_play_goes_from_the_start_to_the_end_and_stops(workspace, qtbot):
    workspace.surface.race.playback.speed = 2000.0
    qtbot.mouseClick(workspace.surface.transport.play, Qt.MouseButton.LeftButton)
    assert workspace.surface.race.playing
    qtbot.waitUntil(lambda: not workspace.surface.race.playing)
    assert workspace.surface.race.playback.position == 200


def test_steps_scrubbing_and_the_picture_agree(workspace, qtbot):
    transport = workspace.surface.transport
    transport.slider.setValue(50)
    qtbot.mouseClick(transport.forth, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(transport.forth, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(transport.back, Qt.MouseButton.LeftButton)
    assert workspace.surface.race.playback.position == transport.slider.value() == 51
    assert workspace.surface.picture.heads.places[0] == tuple(workspace.surface.race.lanes[0].places[51, 0])
    assert workspace.surface.curves.playhead.cursor.position == 51
    qtbot.mouseClick(transport.first, Qt.MouseButton.LeftButton)
    assert workspace.surface.race.playback.position == 0
    qtbot.mouseClick(transport.back, Qt.MouseButton.LeftButton)
    assert workspace.surface.race.playback.position == 0


def test_a_click_on_the_surface_moves_the_start_for_all(workspace, race_document, qtbot, over):
    picture = workspace.surface.picture
    at = picture.chart.view.mapViewToScene(QPointF(4.0, -5.0))
    qtbot.mouseClick(
        picture.canvas.viewport(), Qt.MouseButton.LeftButton, pos=picture.canvas.mapFromScene(at)
    )
    over(workspace)
    x, y = race_document.project.race.start
    assert (x, y) == pytest.approx((4.0, -5.0), abs=0.1)
    assert all(tuple(path.places[0, 0]) == (x, y) for path in workspace.surface.race.lanes)
    assert race_document.undo_label == "Move start"
    race_document.undo()
    over(workspace)
    assert tuple(workspace.surface.race.lanes[0].places[0, 0]) == (-8.0, -8.0)


def test_dragging_the_start_is_one_undo_step(workspace, race_document):
    for place in (1.0, 2.0, 3.0):
        workspace.surface.picture.start.setPos(place, place)
    workspace.surface.picture.start_settled.emit()
    assert race_document.project.race.start == (3.0, 3.0)
    race_document.undo()
    assert race_document.project.race.start is None


def test_paths_follow_the_start_while_it_is_dragged_without_a_rest(workspace, qtbot):
    begun = []
    workspace.surface.race.begun.connect(lambda: begun.append(workspace.surface.race.spec.start))
    moves = iter(np.linspace(0, 1, 100_000))

    def dragged():
        workspace.surface.picture.start.setPos(next(moves), 1.0)
        return len(begun) >= 3

    qtbot.waitUntil(dragged)  # it looks, and so drags, every 10 ms
    assert len(set(begun)) == len(begun)


def test_an_edit_leaves_no_results_of_the_race_before(workspace, race_document, over):
    race, before = workspace.surface.race, workspace.surface.race.lanes
    race_document.edit("Move", lambda p: p.with_(race=p.race.with_(start=(9.0, 9.0))))
    assert not race.results
    assert race.lanes is before  # its paths stay until others can take their place
    over(workspace)
    assert race.lanes is not before
    assert race.spec == race_document.project.race


def test_paths_never_lie_on_another_surface(workspace, over):
    begun, race = [], workspace.surface.race
    race.begun.connect(lambda: begun.append((race.spec.surface.kind, race.playback.computed)))
    workspace.setup.surface.pick("himmelblau")
    over(workspace)
    assert begun == [("himmelblau", 0)]


def test_another_surface_brings_its_own_start_and_picture(workspace, race_document, over):
    race_document.edit("Move", lambda p: p.with_(race=p.race.with_(start=(9.0, 9.0))))
    workspace.setup.surface.pick("himmelblau")
    over(workspace)
    assert race_document.project.race.start is None
    assert workspace.surface.picture.chart.visible() == ((-5, 5), (-5, 5))
    assert len(workspace.surface.race.minima) == 4
    assert "Himmelblau" in workspace.surface.words.text()


def test_hiding_renaming_and_moving_lanes_computes_nothing_again(workspace, race_document):
    setup, paths = workspace.setup, [path.places for path in workspace.surface.race.lanes]
    setup.lanes.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert race_document.undo_label == "Hide lane"
    assert len(workspace.surface.picture.heads.places) == 2
    setup.lanes.setCurrentItem(setup.lanes.topLevelItem(0))
    setup.lane.name.setText("Ball")
    setup.lane.name.editingFinished.emit()
    assert workspace.surface.race.lanes[0].name == "Ball"
    setup.bar.buttons["down"].click()
    assert [path.name for path in workspace.surface.race.lanes][1] == "Ball"
    assert np.shares_memory(workspace.surface.race.lanes[1].places, paths[0])
    assert workspace.surface.race.results


def test_lanes_are_added_duplicated_and_removed(workspace, race_document, qtbot):
    setup = workspace.setup
    add, place = setup.bar.buttons["add"], setup.bar.mapTo(workspace, setup.bar.pos())
    add.click()
    setup.bar.optimizers.search.setText("adam")
    qtbot.keyClick(setup.bar.optimizers.search, Qt.Key.Key_Return)
    assert setup.bar.mapTo(workspace, setup.bar.pos()) == place  # it stays under the mouse
    assert not setup.bar.optimizers.isVisible()
    rows = [setup.lanes.topLevelItem(row).text(0) for row in range(4)]
    assert rows == ["SGD", "Momentum", "Adam 1", "Adam 2"]
    assert race_document.project.race.lanes[3].optimizer == race_document.project.race.lanes[2].optimizer
    qtbot.waitUntil(lambda: [path.name for path in workspace.surface.race.lanes] == rows)
    setup.bar.buttons["copy"].click()
    lanes = race_document.project.race.lanes
    assert [lane.id for lane in lanes] == ["lane-1", "lane-2", "lane-3", "lane-4", "lane-5"]
    assert lanes[4].optimizer == lanes[3].optimizer
    setup.bar.buttons["remove"].click()
    setup.bar.buttons["remove"].click()
    assert [lane.id for lane in race_document.project.race.lanes] == ["lane-1", "lane-2", "lane-3"]
    assert not setup.empty.isVisible()
    for _ in range(3):
        setup.bar.buttons["remove"].click()
    assert setup.empty.isVisible()
    qtbot.waitUntil(lambda: workspace.surface.race.lanes == [])
    assert workspace.surface.picture.heads.places == []


def test_the_rate_of_a_lane_is_edited_in_its_form(workspace, race_document, over):
    setup = workspace.setup
    setup.lanes.setCurrentItem(setup.lanes.topLevelItem(2))
    setup.lane.optimizer.changed.emit("learning_rate", 0.5)
    over(workspace)
    assert race_document.project.race.lane("lane-3").optimizer.params["learning_rate"] == 0.5
    assert setup.lanes.topLevelItem(2).text(1) == "0.5"
    assert workspace.surface.race.lanes[2].places[1, 0] == pytest.approx((-7.5, -7.5))


def test_presets_race(workspace, race_document, over):
    shorter = race_document.project.race.with_(steps=40)
    race_document.edit("Shorten", lambda project: project.with_(race=shorter))
    for title, lanes in PRESETS.items():
        workspace.setup.apply_preset(title)
        over(workspace)
        raced = workspace.surface.race.lanes
        assert [path.places.shape for path in raced] == [(41, 1, 2)] * len(lanes), title
        assert all(choice.kind in OPTIMIZERS for _, choice in lanes), title
        assert sorted(names(workspace)) == sorted(path.name for path in raced), title


def test_the_leaderboard_sorts_by_numbers(workspace):
    table = workspace.surface.leaderboard.table
    assert table.topLevelItemCount() == 3
    for column in (1, 2, 3, 4):
        table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        values = [table.topLevelItem(row).data(column, Qt.ItemDataRole.UserRole) for row in range(3)]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=True)
        assert values[: len(known)] == known


@pytest.mark.parametrize("quantity", ["height", "distance", "slope", "step_length"])
@pytest.mark.parametrize("logarithmic", [True, False])
def test_curves_show_what_their_axis_says(workspace, quantity, logarithmic):
    curves, path = workspace.surface.curves, workspace.surface.race.lanes[1]
    curves.quantity.choose(quantity)
    curves.log.setChecked(logarithmic)
    curves.draw()
    place = path.places[10, 0]
    expected = {
        "height": float(path.heights[10, 0]),
        "distance": float(np.hypot(place[0] - 1, place[1] - 3)),
        "slope": float(path.slopes[10, 0]),
        "step_length": float(np.linalg.norm(place - path.places[9, 0])),
    }[quantity]
    assert middle(measured(quantity, path, workspace.surface.race.minima, 10, 11)) == pytest.approx(expected)
    x, y = curves._lines[path.lane].points
    assert y[list(x).index(10)] == pytest.approx(np.log10(expected) if logarithmic else expected)
    assert curves.chart.left.kind == ("power" if logarithmic else "linear")


def test_zooming_into_a_long_race_shows_every_step(workspace, race_document, qtbot, over):
    race_document.edit("Steps", lambda project: project.with_(race=project.race.with_(steps=4_000)))
    over(workspace)
    curves, path = workspace.surface.curves, workspace.surface.race.lanes[1]
    curves.draw()
    x, _ = curves._lines[path.lane].points
    assert len(x) < 3_000
    curves.chart.view.setXRange(100, 140, padding=0)
    curves.chart.view.sigRangeChangedManually.emit((True, True))
    qtbot.waitUntil(lambda: len(curves._lines[path.lane].points[0]) < 50)
    x, y = curves._lines[path.lane].points
    assert set(range(100, 141)) <= set(x.tolist())
    np.testing.assert_allclose(10 ** y[x == 120], path.heights[120])
    curves.chart.follow()
    assert len(curves._lines[path.lane].points[0]) > 50


def test_curves_stand_against_gradients_and_seconds_too(workspace, race_document, over):
    rates = {"sgd": 0.01, "sam": 0.01, "lbfgs": 1.0}
    lanes = tuple(
        LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": rate}))
        for kind, rate in rates.items()
    )
    race_document.edit("Lanes", lambda project: project.with_(race=project.race.with_(lanes=lanes)))
    over(workspace)
    curves, race = workspace.surface.curves, SurfaceRace(race_document.project.race)
    list(race.run())
    curves.draw()
    assert curves.source.positions_of(workspace.surface.race.lanes[0]).tolist() == list(range(201))
    curves.against.choose("gradients")
    curves.draw()
    for path in workspace.surface.race.lanes:
        used = race.path(path.lane).evaluations
        assert used[-1] == race.result(path.lane).evaluations
        assert (np.diff(used) >= 0).all()
        assert curves.source.positions_of(path).tolist() == used.tolist()
    assert curves.source.positions_of(workspace.surface.race.lanes[0])[-1] == 200
    assert curves.source.positions_of(workspace.surface.race.lanes[1])[-1] == 400
    curves.against.choose("seconds")
    curves.draw()
    path = workspace.surface.race.lanes[0]
    assert path.pace > 0
    assert curves.source.positions_of(path)[100] == pytest.approx(100 * path.pace)


def test_bands_are_the_quartiles_over_the_seeds(workspace, race_document, over):
    changed = {"seeds": 5, "noise": 1.0}
    race_document.edit("Seeds", lambda project: project.with_(race=project.race.with_(**changed)))
    over(workspace)
    curves, path = workspace.surface.curves, workspace.surface.race.lanes[0]
    curves.log.setChecked(False)
    curves.draw()
    x, y = curves._bands[path.lane].points
    low, high = np.quantile(path.heights, (0.25, 0.75), axis=1)
    assert y[x == 10].tolist() == pytest.approx([low[10], high[10]])


def test_the_cursor_tells_the_exact_values_of_a_point_of_a_path(workspace):
    path = workspace.surface.race.lanes[2]
    workspace.surface.race.playback.seek(120)
    at = tuple(path.places[60, 0])
    title, rows = workspace.surface.picture.values_at(at, (0.001, 0.001))
    assert title == "Adam, step 60"
    assert float(dict(rows)["f"]) == pytest.approx(path.heights[60, 0], rel=1e-3)
    title, rows = workspace.surface.picture.values_at((9.0, 9.0), (0.001, 0.001))
    ground = SURFACES.create("booth")
    assert title == ""
    assert [name for name, _ in rows] == ["position", "f"]
    assert ground.title == "Booth"


def test_a_formula_that_cannot_be_read_is_reported_in_the_bar(workspace, race_document, qtbot, over):
    broken = Choice(kind="typed", params={"text": "x +"})
    race_document.edit("Type", lambda p: p.with_(race=p.race.with_(surface=broken)))
    qtbot.waitUntil(lambda: bool(workspace.surface.transport.message.text()))
    surface = workspace.surface
    covers = surface.picture.problem, surface.curves.waiting
    assert "cannot be read" in surface.transport.message.text()
    qtbot.waitUntil(lambda: all("cannot be" in cover.text() and cover.isVisible() for cover in covers))
    assert not surface.transport.play.isEnabled()
    race_document.undo()
    over(workspace)
    assert not surface.transport.message.text()
    assert surface.transport.play.isEnabled()
    qtbot.waitUntil(lambda: not any(cover.isVisible() for cover in covers))


def test_zooming_draws_the_surface_of_what_is_visible(workspace, qtbot):
    view = workspace.surface.picture.chart.view
    view.setRange(xRange=(0, 2), yRange=(2, 4), padding=0)
    qtbot.waitUntil(lambda: workspace.surface.picture.backdrop.raster.boundingRect().width() < 3)
    rect = workspace.surface.picture.backdrop.raster.boundingRect()
    assert rect.left() == pytest.approx(0, abs=0.05)
    assert rect.contains(QPointF(1, 3))


@pytest.mark.parametrize("edited", ["before", "after"])
def test_a_race_that_nobody_sees_rests(workspace, edited, over):
    workspace.surface.race.toggle()
    before = workspace.surface.race.lanes
    if edited == "before":
        workspace.setup.apply_preset("Signs")
    workspace.surface.race.set_active(active=False)
    assert not workspace.surface.race.playing
    if edited == "after":
        workspace.setup.apply_preset("Signs")
    assert not workspace.surface.race._restart_soon.isActive()
    assert workspace.surface.race.lanes is before
    workspace.surface.race.set_active(active=True)
    over(workspace)
    assert len(workspace.surface.race.lanes) == len(PRESETS["Signs"])


def test_the_picture_stays_put_when_an_empty_place_is_hovered(workspace, qtbot):
    qtbot.mouseMove(workspace.surface.picture.canvas.viewport(), QPoint(2, 2))
    assert not workspace.surface.picture.readout.isVisible()


def test_arrows_show_the_newest_step_and_the_way_downhill(workspace):
    picture, paths = workspace.surface.picture, workspace.surface.race.lanes
    workspace.surface.race.playback.seek(3)
    picture.velocity.setChecked(True)
    picture.gradient.setChecked(True)
    moves, falls = picture.arrows.groups
    for path, move, fall in zip(paths, moves, falls, strict=True):
        here, before = path.places[3, 0], path.places[2, 0]
        assert move.at == fall.at == tuple(here)
        assert move.along == pytest.approx(tuple(here - before))
        assert np.hypot(*fall.along) == pytest.approx(path.slopes[3, 0])
    sgd = moves[0].along
    assert sgd[0] * falls[0].along[1] != 0
    workspace.grab()
    picture.velocity.setChecked(False)
    picture.gradient.setChecked(False)
    assert picture.arrows.groups == [[], []]


def test_levels_can_be_even_instead_of_logarithmic(workspace):
    picture = workspace.surface.picture
    logarithmic = [words for _, words in picture.bar.ticks]
    picture.log.setChecked(False)
    assert [words for _, words in picture.bar.ticks] != logarithmic


def test_three_dimensions_without_opengl_are_refused_in_a_sentence(workspace, qtbot):
    picture = workspace.surface.picture
    qtbot.mouseClick(picture.solid, Qt.MouseButton.LeftButton)
    assert picture.canvas.isVisible()
    assert not picture.solid.isChecked()
    assert not picture.solid.isEnabled()
    assert "OpenGL" in picture.solid.toolTip()


def test_the_words_above_the_picture_tell_a_typed_formula_and_a_start_out_of_sight(workspace, race_document):
    typed = Choice(kind="typed", params={"text": "x^2 + y^2 * (x < y)"})
    race_document.edit("Type", lambda p: p.with_(race=p.race.with_(surface=typed, start=(40.0, -2.0))))
    words = workspace.surface.words.text()
    assert "f(x, y) = x^2 + y^2 * (x < y)" in words
    assert "The start (40, -2) lies outside the domain." in words
    race_document.edit("Back", lambda p: p.with_(race=p.race.with_(start=(1.0, -2.0))))
    assert "outside" not in workspace.surface.words.text()


def drag(curves, first, last):
    """Drag from one step to another in the middle of the curves' height."""
    view, area = curves.chart.view, curves.canvas.viewport()
    middle = view.viewRect().center().y()
    ends = [curves.canvas.mapFromScene(view.mapViewToScene(QPointF(step, middle))) for step in (first, last)]
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(area, left, Qt.KeyboardModifier.NoModifier, ends[0])
    for share in (0.3, 0.7, 1.0):
        at = QPointF(ends[0] + (ends[1] - ends[0]) * share)
        moved = QMouseEvent(
            QEvent.Type.MouseMove, at, area.mapToGlobal(at), Qt.MouseButton.NoButton, left,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(area, moved)
    QTest.mouseRelease(area, left, Qt.KeyboardModifier.NoModifier, ends[1])


def test_the_line_in_the_curves_is_dragged_and_what_comes_later_is_pale(workspace):
    curves, playback = workspace.surface.curves, workspace.surface.race.playback
    curves.draw()
    assert not curves.playhead.veil.isVisible()  # at the end nothing comes later
    shown = curves.chart.visible()
    drag(curves, 200, 80)
    assert playback.position == curves.playhead.cursor.position == pytest.approx(80, abs=1)
    assert curves.playhead.veil.isVisible()
    assert curves.chart.visible() == shown
    curves.against.choose("gradients")
    curves.show_step(90)
    assert not curves.playhead.veil.isVisible()  # lanes are at different places there


def test_whole_paths_are_bright_once_nothing_moves(workspace, qtbot):
    backdrop = workspace.surface.picture.backdrop
    workspace.surface.race.playback.seek(199)
    assert not backdrop.at_rest
    qtbot.waitUntil(lambda: backdrop.at_rest)

    def whites():
        return sum(min(color.red(), color.green(), color.blue()) > 200 for color in pixels(workspace))

    bright = whites()
    workspace.surface.race.playback.seek(198)
    assert bright > whites() + 100


def pixels(workspace):
    """Every second colour of the picture."""
    image = workspace.surface.picture.canvas.grab().toImage()
    return [image.pixelColor(x, y) for x in range(0, image.width(), 2) for y in range(image.height())]


def test_the_path_of_the_selected_lane_lies_over_the_others(workspace, race_document, qtbot, over):
    same = race_document.project.race.lanes[0]
    lanes = (same.with_(color="#FF0000"), same.with_(id="lane-7", color="#0000FF"))
    race_document.edit("Twins", lambda project: project.with_(race=project.race.with_(lanes=lanes)))
    over(workspace)
    backdrop, tree = workspace.surface.picture.backdrop, workspace.setup.lanes

    def colors():
        qtbot.waitUntil(lambda: backdrop.at_rest)
        return [color.name() for color in pixels(workspace)]

    seen = []
    for chosen in (0, 1, 0):
        tree.setCurrentItem(tree.topLevelItem(chosen))
        seen.append(colors())
        counts = seen[-1].count("#ff0000"), seen[-1].count("#0000ff")
        assert min(counts) > 0.25 * max(counts) > 0  # one is seen through the gaps of the other
    assert seen[0] == seen[2] != seen[1]


def test_paths_that_have_come_to_rest_are_painted_again_on_the_relief(workspace, qtbot):
    picture = workspace.surface.picture
    picture.relief.refresh_picture()
    picture.relief._pictured = True  # as after painting, which needs OpenGL
    picture.show_step(1)
    qtbot.waitUntil(lambda: picture.backdrop.at_rest)
    assert not picture.relief._pictured


def test_narrow_windows_share_one_column_and_lose_nothing(workspace, qtbot):
    workspace.resize(960, 470)
    assert workspace.minimumSizeHint().width() <= 800
    sides, parts = workspace.sides, (workspace.setup, workspace.surface.leaderboard, workspace.surface.pages)
    assert sides.narrow
    for key, part in zip(("setup", "results", "details"), parts, strict=True):
        qtbot.mouseClick(sides.switch._buttons[key], Qt.MouseButton.LeftButton)
        assert [each.isVisible() for each in parts] == [each is part for each in parts]
    setup = workspace.setup
    assert setup.viewport().width() >= setup.widget().minimumSizeHint().width()
    workspace.resize(1400, 800)
    assert not sides.narrow
    assert all(part.isVisible() for part in parts)
    assert workspace.surface.middle.orientation() is Qt.Orientation.Vertical


def test_one_lane_can_be_shown_alone_and_lanes_are_selected_in_turn(workspace, race_document):
    setup = workspace.setup
    setup.select_lane(-1)
    assert setup.lanes.currentItem().text(0) == "Adam"
    setup.show_only_lane()
    assert [lane.hidden for lane in race_document.project.race.lanes] == [True, True, False]
    setup.show_only_lane()
    assert not any(lane.hidden for lane in race_document.project.race.lanes)
    setup.select_lane(1)
    assert setup.lanes.currentItem().text(0) == "SGD"
