"""Animations of a race: the films themselves, and the dialog that makes them."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from playground.ui.export.animation_dialog import AnimationDialog, Reel
from playground.ui.export.composition import Heading
from playground.ui.export.film import HOLD, Film, gif, mp4
from playground.ui.export.pictures import plots_in
from playground.ui.export.sheet import SavePlace


def frames(count):
    """A red square goes over a grey ground."""
    for step in range(count):
        made = np.full((31, 41, 3), 120, np.uint8)
        made[10:16, step : step + 6] = 213, 94, 0
        yield made


def test_the_steps_of_a_film_go_evenly_from_the_first_to_the_last():
    film = Film(width=800, fps=10, speed=50, first=100, last=200)
    assert film.steps == list(range(100, 201, 5))
    assert film.seconds == pytest.approx(21 / 10 + HOLD)


def test_a_gif_shows_its_frames_in_their_colours_and_loops():
    picture = Image.open(io.BytesIO(gif(frames(3 + 12), 20, ["#D55E00"])))
    assert (picture.format, picture.size, picture.n_frames, picture.info["loop"]) == ("GIF", (41, 31), 12, 0)
    pauses = []
    for number in range(12):
        picture.seek(number)
        pauses.append(picture.info["duration"])
        shown = np.asarray(picture.convert("RGB"))
        assert tuple(shown[12, number + 3 + 2]) == (213, 94, 0)
        assert tuple(shown[0, 0]) == (120, 120, 120)
    assert pauses[:-1] == [50] * 11
    assert pauses[-1] == 50 + 1200


def test_an_mp4_has_even_sides_and_every_frame():

    with av.open(io.BytesIO(mp4(frames(10), 20))) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(shown) == 10 + round(HOLD * 20)
    assert shown[0].shape == (30, 40, 3)
    assert np.abs(shown[0][0, 30].astype(int) - 120).max() < 12


@pytest.fixture
def dialog(workspace, race_document, hub, qtbot):
    def said():
        return Heading("A race", f"step {race.playback.position}")

    plots = plots_in(workspace)
    race = workspace.surface.race
    race.playback.seek(17)
    made = AnimationDialog(
        plots,
        Reel(race.playback.computed, race.playback.position, workspace.surface.show_exactly, said),
        SavePlace(race_document),
        hub,
        workspace,
    )
    qtbot.addWidget(made)
    made.show()
    made.width_box.setCurrentIndex(0)
    made.fps.setValue(10)
    made.speed.setValue(200)
    return made


def test_the_dialog_films_the_race_and_leaves_it_where_it_was(dialog, workspace, qtbot, tmp_path: Path):
    assert "11 frames" in dialog.words.text()
    dialog.record(tmp_path / "race.gif")
    qtbot.waitUntil(lambda: dialog.saved is not None)
    with Image.open(tmp_path / "race.gif") as picture:
        assert picture.width == 480
        assert picture.n_frames >= 10
    assert workspace.surface.race.playback.position == 17
    assert not dialog.isVisible()


def test_all_parts_show_the_step_of_a_frame(workspace, qtbot):
    surface = workspace.surface
    qtbot.waitUntil(lambda: surface.one_step.shown is not None and surface.one_step.settled)
    for step in (40, 25):
        surface.show_exactly(step)
        assert surface.one_step.facts.text().startswith(f"step {step} →")
        assert surface.one_step.settled
        rows = surface.leaderboard.table
        heights = {path.name: path.height_at(step) for path in surface.race.lanes}
        for row in (rows.topLevelItem(place) for place in range(rows.topLevelItemCount())):
            assert float(row.text(1)) == pytest.approx(
                heights[row.text(0)] - surface.race.minima[0].value, rel=1e-2
            )


def test_cancelling_writes_nothing_and_the_dialog_stays(dialog, workspace, qtbot, tmp_path):
    dialog.speed.setValue(1)
    dialog.record(tmp_path / "race.gif")
    qtbot.waitUntil(lambda: dialog.progress.value() > 3)
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.go.isEnabled()
    assert not list(tmp_path.iterdir())
    assert workspace.surface.race.playback.position == 17
    dialog.reject()
    assert not dialog.isVisible()


def test_what_cannot_be_filmed_is_said(dialog, unnamed):
    assert unnamed(dialog) == []
    dialog.last.setValue(0)
    assert dialog.words.text() == "The last step must come after the first."
    assert not dialog.go.isEnabled()
    dialog.last.setValue(200)
    dialog.speed.setValue(0.1)
    assert "raise the speed" in dialog.words.text()
