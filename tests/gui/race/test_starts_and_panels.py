"""Starts that are typed, rates that fit a surface, notes, and one panel for each lane."""

import numpy as np
from PySide6.QtCore import Qt

from playground.spec.base import Choice


def change(document, **changes):
    document.edit("Change", lambda project: project.with_(race=project.race.with_(**changes)))


def test_the_start_is_typed_and_undone(workspace, race_document, over):
    workspace.setup.start.changed.emit("x", 4.5)
    workspace.setup.start.settled.emit()
    assert race_document.project.race.start == (4.5, -8.0)  # y stays that of the surface
    over(workspace)
    assert all(tuple(path.places[0, 0]) == (4.5, -8.0) for path in workspace.surface.race.lanes)
    race_document.undo()
    assert race_document.project.race.start is None
    workspace.surface.picture.start.setPos(1.0, 2.0)  # dragged: the fields follow
    assert [workspace.setup.start.field(name).line.text() for name in ("x", "y")] == ["1", "2"]


def test_a_lane_starts_elsewhere_with_a_mark_and_is_named_in_fairness(workspace, race_document, over):
    setup, race = workspace.setup, workspace.surface.race
    setup.lanes.setCurrentItem(setup.lanes.topLevelItem(1))
    setup.lane.start.changed.emit("x", 3.0)
    over(workspace)
    assert race_document.project.race.lane("lane-2").start == (3.0, -8.0)
    assert [tuple(path.places[0, 0]) for path in race.lanes] == [(-8.0, -8.0), (3.0, -8.0), (-8.0, -8.0)]
    assert workspace.surface.picture.own_starts.places == [(3.0, -8.0)]
    assert any("Momentum at 3, −8" in words for words in race.facts.differing)
    setup.lane.start.changed.emit("x", None)
    assert race_document.project.race.lane("lane-2").start is None


def test_rates_that_fit_are_one_step_to_undo(workspace, race_document, qtbot, over):
    change(race_document, surface=Choice(kind="goldstein_price"), steps=60)
    over(workspace)
    before = race_document.project.race
    qtbot.mouseClick(workspace.setup.fit_rates, Qt.MouseButton.LeftButton)
    assert "stop" in workspace.setup.fit_rates.text()
    qtbot.waitUntil(lambda: race_document.project.race != before)
    over(workspace)
    assert all(np.isfinite(result.final) for result in workspace.surface.race.results.values())
    assert race_document.undo_label == "Use rates that fit this surface"
    assert "stop" not in workspace.setup.fit_rates.text()
    race_document.undo()
    assert race_document.project.race == before


def test_notes_of_the_project_are_seen(workspace, race_document):
    assert not workspace.setup.notes.isVisible()
    race_document.edit("Note", lambda project: project.with_(notes="Look at <b>momentum</b>."))
    assert workspace.setup.notes.isVisible()
    assert workspace.setup.notes.text() == "Look at <b>momentum</b>."


def test_one_panel_for_each_lane_in_the_same_view(workspace, race_document, qtbot):
    picture, playback = workspace.surface.picture, workspace.surface.race.playback
    picture.apart.click()
    panels = picture.multiples.panels
    assert [panel.name.text() for panel in panels] == ["SGD", "Momentum", "Adam"]
    playback.seek(50)
    for panel, path in zip(panels, workspace.surface.race.lanes, strict=True):
        assert panel.heads.places == [tuple(path.places[50, 0])]
        assert np.allclose(panel.view.viewRange(), picture.chart.view.viewRange())
    panels[0].view.setRange(xRange=(0, 2), yRange=(1, 3), padding=0)
    panels[0].view.sigRangeChangedManually.emit((True, True))
    qtbot.waitUntil(lambda: np.allclose(panels[2].view.viewRange(), [(0, 2), (1, 3)]))
    workspace.setup.show_only_lane()
    assert [panel.name.text() for panel in picture.multiples.panels] == ["SGD"]
    workspace.grab()
    picture.apart.click()
    assert picture.canvas.isVisible()
