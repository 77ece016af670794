"""The picture and the derivation of a step: arrows, squares, contours, numbers, highlights."""

import math
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from playground.spec.base import Choice
from playground.ui.plots.race.step.formula_layout import number
from playground.ui.plots.race.step.plane import labels_across
from playground.ui.style.theme import DARK, LIGHT, small_font


def move_to(widget, qtbot, at):
    qtbot.mouseMove(widget, QPoint(1, 1))
    qtbot.mouseMove(widget, at)


def test_other_optimizers_show_what_they_keep(
    workspace, race_document, qtbot, show_step, wait_for_race, trace_lane
):
    race = race_document.project.race
    changed = race.lane("lane-2").with_(optimizer=Choice(kind="prodigy"))
    race_document.edit("Change", lambda p: p.with_(race=p.race.replace(changed)))
    wait_for_race()
    page = trace_lane("lane-2")
    show_step(50)
    qtbot.waitUntil(page.view.state.isVisible)
    rows = {
        page.view.state.topLevelItem(row).text(0): row for row in range(page.view.state.topLevelItemCount())
    }
    assert {"exp avg", "exp avg sq", "d"} <= rows.keys()
    kept = {each.name: each for each in page.shown.state}["exp avg"]
    cells = [page.view.state.topLevelItem(rows["exp avg"]).text(column) for column in range(1, 5)]
    assert cells == [number(float(value)) for value in (*kept.before, *kept.after)]
    page.choose("lane-3")
    qtbot.waitUntil(lambda: not page.view.state.isVisible())


# --- pictures ------------------------------------------------------------------------------------


def test_arrows_point_as_the_numbers_say(workspace, qtbot, show_step, trace_lane):
    trace_lane("lane-3")
    page = show_step(25)
    values = {line.term.name: line.value for line in page.shown.lines}
    found = {arrow.name: arrow for arrow in page.view.plane.arrows}
    assert found.keys() == {"grad", "exp_avg", "m_hat", "u", "move"}
    for name, arrow in found.items():
        along = 1 if name == "move" else -1
        x, y = along * values[name]
        assert math.atan2(-arrow.tip.y(), arrow.tip.x()) == pytest.approx(math.atan2(y, x))
    lengths = {name: math.hypot(arrow.tip.x(), arrow.tip.y()) for name, arrow in found.items()}
    ratio = np.hypot(*values["exp_avg"]) / np.hypot(*values["grad"])
    assert lengths["exp_avg"] / lengths["grad"] == pytest.approx(ratio)
    half = page.view.plane._half()
    assert lengths["move"] == pytest.approx(np.hypot(*values["move"]) / page.view.plane.radius * half)
    assert 0.25 * half < lengths["move"] < 0.6 * half


def test_lines_of_equal_height_cross_the_gradient_and_fill_the_plane(workspace, qtbot, show_step, trace_lane):
    trace_lane("lane-1")
    page = show_step(3)
    for size in ((300, 260), (420, 200)):
        page.view.plane.resize(*size)
        x, y = page.view.plane._contours
        across, up = page.view.plane._reach()
        assert np.nanmax(np.abs(x)) == pytest.approx(across)
        assert np.nanmax(np.abs(y)) == pytest.approx(up)
    near = np.nanargmin(np.hypot(x[:-1], y[:-1]) + 0 * np.diff(x))
    along = np.array([np.diff(x)[near], np.diff(y)[near]])
    gradient = page.shown.gradient
    assert abs(along @ gradient) < 0.1 * np.linalg.norm(along) * np.linalg.norm(gradient)


def test_a_vector_that_is_a_sum_is_chained_from_its_parts(workspace, qtbot, show_step, trace_lane):
    trace_lane("lane-2")
    page = show_step(12)
    (velocity,) = (arrow for arrow in page.view.plane.arrows if arrow.name == "momentum_buffer")
    assert len(velocity.chain) == 3
    assert (velocity.chain[-1] - velocity.tip).manhattanLength() < 1e-6


def test_sides_of_squares_are_roots(workspace, qtbot, show_step, trace_lane):
    trace_lane("lane-3")
    page = show_step(25)
    qtbot.waitUntil(page.view.squares.isVisible)
    values = {line.term.name: line.value for line in page.shown.lines}
    for name, pairs in page.view.squares.boxes().items():
        for axis, (whole, new) in enumerate(pairs):
            assert whole.width() == pytest.approx(whole.height())
            ratio = abs(values["grad"][axis]) / math.sqrt(values[name][axis])
            assert new.width() / whole.width() == pytest.approx(ratio)
    page.choose("lane-1")
    qtbot.waitUntil(lambda: not page.view.squares.isVisible())


def test_hovering_lights_the_same_quantity_everywhere(workspace, qtbot, show_step, trace_lane):
    trace_lane("lane-3")
    page = show_step(25)
    block = next(block for block in page.view.lines.blocks if block.line.term.name == "exp_avg")
    move_to(page.view.lines, qtbot, block.box.center().toPoint())
    assert (
        page.view.plane._highlighted
        == page.view.squares._highlighted
        == page.view.lines._highlighted
        == "exp_avg"
    )
    longest = max(page.view.plane.arrows, key=lambda arrow: math.hypot(*arrow.tip.toTuple()))
    move_to(page.view.plane, qtbot, (page.view.plane._area().center() + longest.tip).toPoint())
    assert page.view.lines._highlighted == longest.name != "exp_avg"
    move_to(page.view.squares, qtbot, QPoint(30, 60))
    assert page.view.lines._highlighted == "exp_avg_sq"
    move_to(page.view.plane, qtbot, QPoint(page.view.plane.width() - 12, page.view.plane.height() - 30))
    assert page.view.lines._highlighted == ""


def test_results_go_below_numbers_that_leave_no_room(workspace, qtbot, show_step, trace_lane):
    page = trace_lane("lane-3")
    show_step(25)
    lines = page.view.lines
    lines.resize(900, lines.height())
    assert not any(block.folded for block in lines.blocks)
    whole = lines.sizeHint().height()
    lines.resize(300, lines.height())
    folded = {block.line.term.name for block in lines.blocks if block.folded}
    assert "exp_avg" in folded
    assert not {"grad"} & folded
    assert lines.sizeHint().height() > whole
    for above, below in pairwise(lines.blocks):
        assert above.box.bottom() == below.box.top()


def test_the_derivation_can_be_copied(workspace, qtbot, show_step, trace_lane):
    trace_lane("lane-1")
    page = show_step(0)
    menu = page.view.lines.menu()
    menu.actions()[0].trigger()
    text = QGuiApplication.clipboard().text()
    gradient, move = (
        f"{value:.4g}".replace("-", "−") for value in (page.shown.gradient[0], page.shown.move[0])
    )
    assert text.splitlines()[:2] == ["g = ∇f(x, y)", f"  x: = {gradient}"]
    assert f"  x: −0.01 · ({gradient}) = {move}" in text


@pytest.mark.parametrize("key", ["sgd", "adadelta", "nesterov", "lbfgs"])
def test_every_step_up_to_infinity_can_be_painted(
    workspace, race_document, qtbot, key, wait_for_race, trace_lane
):
    race = race_document.project.race
    changed = race.lane("lane-1").with_(optimizer=Choice(kind=key, params={"learning_rate": 90.0}))
    race_document.edit(
        "Change", lambda p: p.with_(race=p.race.replace(changed).with_(surface=Choice(kind="rosenbrock")))
    )
    wait_for_race()
    page = trace_lane("lane-1")
    for step in (*range(12), *range(12, 200, 27)):
        page.show_step(step)
        page._draw()
        while not page.drawing.done:
            page.drawing.next()
        assert page.shown.step == step
        assert not page.grab().isNull()


def test_both_themes_paint_all_of_it(workspace, qtbot, show_step, trace_lane):
    page = trace_lane("lane-3")
    show_step(25)
    light = page.grab().toImage()
    page._on_theme_changed(DARK)
    dark = page.grab().toImage()
    assert light.pixelColor(400, 20).lightness() > 200
    assert dark.pixelColor(400, 20).lightness() < 100


# --- when it works -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9, "0.9"),
        (-42.987, "−42.99"),
        (1e-8, "1e−8"),
        (12.0, "12"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.23456e-7, "1.235e−7"),
    ],
)
def test_numbers_are_as_short_as_they_are(value, text):
    assert number(value) == text


@pytest.mark.parametrize("spacing", [5e-4, 1e-7, 0.02, 2.0])
@pytest.mark.parametrize("pixels", [8, 35, 120])
def test_labels_of_the_plane_do_not_meet(qapp, spacing, pixels):
    ticks = [number * spacing for number in range(-20, 21)]
    labels = labels_across(ticks, spacing, pixels / spacing, small_font(LIGHT))
    boxes = [box for box, _ in labels]
    assert "0" in [words for _, words in labels]
    assert len(labels) > 1
    assert len(labels) == 41 or pixels < 120
    assert all(one.right() <= other.left() + 1e-6 for one, other in pairwise(boxes))
