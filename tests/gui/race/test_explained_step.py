"""The page that explains one step: it tells the engine's numbers, follows, and works only while it is seen."""

import math
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.race.surface.explained_step import ExplainedLane
from playground.engine.race.surface.step_trace import LaneTrace
from playground.spec.base import Choice
from playground.ui.plots.chart.axes import small_font
from playground.ui.plots.race.step.formula_layout import number
from playground.ui.plots.race.step.plane import labels_across
from playground.ui.style.theme import DARK, LIGHT


def told(workspace, qtbot, step):
    """Show a step, and wait until the page tells it."""
    workspace.race.seek(step)
    page = workspace.one_step
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.step == min(step, 199) and page.settled)
    return page


def raced(workspace, qtbot):
    """Wait until the race of the newest edit is over."""
    page, race = workspace.one_step, workspace.race
    qtbot.waitUntil(lambda: page._spec == race.spec and bool(race.results))


def settled(workspace, qtbot, lane):
    """Choose a lane, and wait until its way is traced."""
    page = workspace.one_step
    page.choose(lane)
    qtbot.waitUntil(lambda: page._tracer.lane is not None and len(page._tracer.lane) == 200)
    return page


def move_to(widget, qtbot, at):
    qtbot.mouseMove(widget, QPoint(1, 1))
    qtbot.mouseMove(widget, at)


def test_it_tells_the_engines_numbers_of_the_shown_step(workspace, race_document, qtbot):
    spec = race_document.project.race
    settled(workspace, qtbot, "lane-3")
    page = told(workspace, qtbot, 40)
    trace, lane = LaneTrace(spec, "lane-3"), ExplainedLane(OPTIMIZERS.of(spec.lane("lane-3").optimizer))
    lane.append(trace.run(200))
    expected = lane.explain(40)
    for shown, line in zip(page.shown.lines, expected.lines, strict=True):
        assert shown.term == line.term
        assert np.array_equal(shown.value, line.value)
    assert np.array_equal(page.shown.place, workspace.race.ways[2].places[40, 0])
    text = page.lines.text()
    assert "m ← β₁ m + (1 − β₁) g" in text
    assert f"= {number(float(expected.move[0]))}" in text
    assert page.facts.text() == "step 40 → 41   η = 0.05"


def test_at_the_end_the_last_step_is_told(workspace, qtbot):
    page = settled(workspace, qtbot, "lane-1")
    told(workspace, qtbot, 200)
    assert page.facts.text().startswith("step 199 → 200")


def test_it_follows_the_chosen_lane_of_the_setup_and_its_own_box(workspace, qtbot):
    page = workspace.one_step
    assert page.box.count() == 3
    workspace.setup.lanes.setCurrentItem(workspace.setup.lanes.topLevelItem(1))
    assert page.box.currentText() == "Momentum"
    told(workspace, qtbot, 10)
    qtbot.waitUntil(lambda: "v ← α v + g" in page.lines.text())
    page.box.setCurrentIndex(0)
    page.box.activated.emit(0)
    qtbot.waitUntil(lambda: "Δθ = −η g" in page.lines.text())


def test_an_edit_of_the_lane_is_told_anew(workspace, race_document, qtbot):
    page = settled(workspace, qtbot, "lane-2")
    told(workspace, qtbot, 30)
    race = race_document.project.race
    changed = race.lane("lane-2").with_(
        optimizer=Choice(kind="nesterov", params={"learning_rate": 0.002, "momentum": 0.5})
    )
    race_document.edit("Change", lambda p: p.with_(race=p.race.replace(changed)))
    qtbot.waitUntil(lambda: "u = g + α v" in page.lines.text())
    raced(workspace, qtbot)
    told(workspace, qtbot, 30)
    assert page.facts.text().endswith("η = 0.002")


def test_while_the_start_is_dragged_the_step_before_stays_and_the_page_says_that_it_computes(
    workspace, qtbot
):
    page = settled(workspace, qtbot, "lane-1")
    before, hints = told(workspace, qtbot, 30).shown.place, []
    moves = iter(np.linspace(0, 1, 100_000))

    def dragged():
        workspace.picture.start.setPos(next(moves), 1.0)
        hints.append(page.hint.text() if page.hint.isVisible() else "")
        return page.facts.text() == "computing step 30 …"

    qtbot.waitUntil(dragged)
    assert set(hints) == {""}
    assert np.array_equal(page.shown.place, before)
    qtbot.waitUntil(lambda: not np.array_equal(page.shown.place, before) and page.settled)
    assert page.facts.text().startswith("step 30 → 31")


def test_other_optimizers_show_what_they_keep(workspace, race_document, qtbot):
    race = race_document.project.race
    changed = race.lane("lane-2").with_(optimizer=Choice(kind="prodigy"))
    race_document.edit("Change", lambda p: p.with_(race=p.race.replace(changed)))
    raced(workspace, qtbot)
    page = settled(workspace, qtbot, "lane-2")
    told(workspace, qtbot, 50)
    qtbot.waitUntil(page.kept.isVisible)
    rows = {page.kept.topLevelItem(row).text(0): row for row in range(page.kept.topLevelItemCount())}
    assert {"exp avg", "exp avg sq", "d"} <= rows.keys()
    kept = {each.name: each for each in page.shown.kept}["exp avg"]
    cells = [page.kept.topLevelItem(rows["exp avg"]).text(column) for column in range(1, 5)]
    assert cells == [number(float(value)) for value in (*kept.before, *kept.after)]
    page.choose("lane-3")
    qtbot.waitUntil(lambda: not page.kept.isVisible())


# --- pictures ------------------------------------------------------------------------------------


def test_arrows_point_as_the_numbers_say(workspace, qtbot):
    settled(workspace, qtbot, "lane-3")
    page = told(workspace, qtbot, 25)
    values = {line.term.name: line.value for line in page.shown.lines}
    found = {arrow.name: arrow for arrow in page.plane.arrows}
    assert found.keys() == {"grad", "exp_avg", "m_hat", "u", "move"}
    for name, arrow in found.items():
        along = 1 if name == "move" else -1
        x, y = along * values[name]
        assert math.atan2(-arrow.tip.y(), arrow.tip.x()) == pytest.approx(math.atan2(y, x))
    lengths = {name: math.hypot(arrow.tip.x(), arrow.tip.y()) for name, arrow in found.items()}
    ratio = np.hypot(*values["exp_avg"]) / np.hypot(*values["grad"])
    assert lengths["exp_avg"] / lengths["grad"] == pytest.approx(ratio)
    half = page.plane._half()
    assert lengths["move"] == pytest.approx(np.hypot(*values["move"]) / page.plane.radius * half)
    assert 0.25 * half < lengths["move"] < 0.6 * half


def test_lines_of_equal_height_cross_the_gradient_and_fill_the_plane(workspace, qtbot):
    settled(workspace, qtbot, "lane-1")
    page = told(workspace, qtbot, 3)
    for size in ((300, 260), (420, 200)):
        page.plane.resize(*size)
        x, y = page.plane._ground
        across, up = page.plane._reach()
        assert np.nanmax(np.abs(x)) == pytest.approx(across)
        assert np.nanmax(np.abs(y)) == pytest.approx(up)
    near = np.nanargmin(np.hypot(x[:-1], y[:-1]) + 0 * np.diff(x))
    along = np.array([np.diff(x)[near], np.diff(y)[near]])
    gradient = page.shown.gradient
    assert abs(along @ gradient) < 0.1 * np.linalg.norm(along) * np.linalg.norm(gradient)


def test_a_vector_that_is_a_sum_is_chained_from_its_parts(workspace, qtbot):
    settled(workspace, qtbot, "lane-2")
    page = told(workspace, qtbot, 12)
    (velocity,) = (arrow for arrow in page.plane.arrows if arrow.name == "momentum_buffer")
    assert len(velocity.chain) == 3
    assert (velocity.chain[-1] - velocity.tip).manhattanLength() < 1e-6


def test_sides_of_squares_are_roots(workspace, qtbot):
    settled(workspace, qtbot, "lane-3")
    page = told(workspace, qtbot, 25)
    qtbot.waitUntil(page.squares.isVisible)
    values = {line.term.name: line.value for line in page.shown.lines}
    for name, pairs in page.squares.boxes().items():
        for axis, (whole, new) in enumerate(pairs):
            assert whole.width() == pytest.approx(whole.height())
            ratio = abs(values["grad"][axis]) / math.sqrt(values[name][axis])
            assert new.width() / whole.width() == pytest.approx(ratio)
    page.choose("lane-1")
    qtbot.waitUntil(lambda: not page.squares.isVisible())


def test_hovering_lights_the_same_quantity_everywhere(workspace, qtbot):
    settled(workspace, qtbot, "lane-3")
    page = told(workspace, qtbot, 25)
    block = next(block for block in page.lines.blocks if block.line.term.name == "exp_avg")
    move_to(page.lines, qtbot, block.box.center().toPoint())
    assert page.plane._lit == page.squares._lit == page.lines._lit == "exp_avg"
    (gradient,) = (arrow for arrow in page.plane.arrows if arrow.name == "grad")
    at = page.plane._area().center() + gradient.tip * 0.95
    move_to(page.plane, qtbot, at.toPoint())
    assert page.lines._lit == "grad"
    move_to(page.squares, qtbot, QPoint(30, 60))
    assert page.lines._lit == "exp_avg_sq"
    move_to(page.plane, qtbot, QPoint(page.plane.width() - 12, page.plane.height() - 30))
    assert page.lines._lit == ""


def test_results_go_below_numbers_that_leave_no_room(workspace, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    told(workspace, qtbot, 25)
    lines = page.lines
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


def test_the_derivation_can_be_copied(workspace, qtbot):
    settled(workspace, qtbot, "lane-1")
    page = told(workspace, qtbot, 0)
    menu = page.lines.menu()
    menu.actions()[0].trigger()
    text = QGuiApplication.clipboard().text()
    gradient, move = (
        f"{value:.4g}".replace("-", "−") for value in (page.shown.gradient[0], page.shown.move[0])
    )
    assert text.splitlines()[:2] == ["g = ∇f(x, y)", f"  x: = {gradient}"]
    assert f"  x: −0.01 · ({gradient}) = {move}" in text


def test_a_lane_that_has_diverged_says_so(workspace, race_document, qtbot):
    race = race_document.project.race
    changed = race.lane("lane-1").with_(optimizer=Choice(kind="sgd", params={"learning_rate": 50.0}))
    race_document.edit("Change", lambda p: p.with_(race=p.race.replace(changed)))
    raced(workspace, qtbot)
    page = settled(workspace, qtbot, "lane-1")
    told(workspace, qtbot, 199)
    assert page.plane.arrows == []
    assert "= –" in page.lines.text()
    assert not page.grab().isNull()


@pytest.mark.parametrize("key", ["sgd", "adadelta", "nesterov", "lbfgs"])
def test_every_step_up_to_infinity_can_be_painted(workspace, race_document, qtbot, key):
    race = race_document.project.race
    changed = race.lane("lane-1").with_(optimizer=Choice(kind=key, params={"learning_rate": 90.0}))
    race_document.edit(
        "Change", lambda p: p.with_(race=p.race.replace(changed).with_(surface=Choice(kind="rosenbrock")))
    )
    raced(workspace, qtbot)
    page = settled(workspace, qtbot, "lane-1")
    for step in (*range(12), *range(12, 200, 9)):
        page.show_step(step)
        page._draw()
        while not page.turns.done:
            page.turns.next()
        assert page.shown.step == step
        assert not page.grab().isNull()


def test_both_themes_paint_all_of_it(workspace, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    told(workspace, qtbot, 25)
    light = page.grab().toImage()
    page._themed(DARK)
    dark = page.grab().toImage()
    assert light.pixelColor(400, 20).lightness() > 200
    assert dark.pixelColor(400, 20).lightness() < 100


# --- when it works -------------------------------------------------------------------------------


def test_nothing_is_computed_while_nobody_looks(workspace, race_document, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    workspace.pages.hide()
    race_document.edit("Steps", lambda p: p.with_(race=p.race.with_(seed=5)))
    raced(workspace, qtbot)
    assert page._tracer.lane is None
    assert not page._tracer.running
    workspace.pages.show()
    qtbot.waitUntil(lambda: page._tracer.lane is not None and len(page._tracer.lane) == 200)


def test_a_way_is_traced_once_until_it_changes(workspace, race_document, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    qtbot.waitUntil(lambda: not page._tracer.running)
    adam = page._tracer.lane
    settled(workspace, qtbot, "lane-2")
    qtbot.waitUntil(lambda: not page._tracer.running)
    page.choose("lane-3")
    assert page._tracer.lane is adam
    race = race_document.project.race
    changed = race.lane("lane-2").with_(optimizer=Choice(kind="sgd"))
    race_document.edit("Other lane", lambda p: p.with_(race=p.race.replace(changed)))
    raced(workspace, qtbot)
    assert page._tracer.lane is adam
    race_document.edit("Noise", lambda p: p.with_(race=p.race.with_(noise=1.0)))
    raced(workspace, qtbot)
    assert page._tracer.lane is not adam


def test_hiding_the_page_stops_its_thread(workspace, race_document, qtbot):
    page = workspace.one_step
    race_document.edit("Steps", lambda p: p.with_(race=p.race.with_(steps=100_000)))
    qtbot.waitUntil(lambda: page._tracer.running and len(page._tracer.lane) > 0)
    workspace.pages.hide()
    assert not page._tracer.running
    assert page._tracer.lane is None


def test_without_lanes_there_is_nothing_to_tell(workspace, race_document, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    race_document.edit("None", lambda p: p.with_(race=p.race.with_(lanes=())))
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text() == "Add a lane to see how its steps are computed."
    race_document.undo()
    qtbot.waitUntil(lambda: page._tracer.lane is not None and len(page._tracer.lane) == 200)


def test_a_race_that_cannot_be_run_has_no_step(workspace, race_document, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    race_document.edit("Far", lambda p: p.with_(race=p.race.with_(start=(1e300, 1e300))))
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text() == "There is no step to explain, as this race cannot be run."


def test_on_a_network_it_says_where_steps_are_explained(workspace, race_document, qtbot):
    page = settled(workspace, qtbot, "lane-3")
    page.show_race(race_document.project.race.with_(on="network"))
    qtbot.waitUntil(page.hint.isVisible)
    assert page.hint.text().startswith("Steps are explained on surfaces")
    assert not page._tracer.running


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


def test_the_box_can_be_reached_by_keys(workspace, qtbot):
    page = settled(workspace, qtbot, "lane-1")
    page.box.setFocus()
    qtbot.keyClick(page.box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "v ← α v + g" in page.lines.text())


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
