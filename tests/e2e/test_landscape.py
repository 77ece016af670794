"""The surface of a race in three dimensions, drawn by a real OpenGL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e


def test_a_race_in_three_dimensions_is_drawn_turned_and_clicked_on(screen):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("landscape.py"))],
        env={**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "destroyed" not in done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["shown"]
    assert seen["corner"] == [255, 255, 255]
    red, green, blue = seen["hilltop"]  # the light green of a height, a little shaded
    assert green > 120
    assert green > red + 30
    assert green > blue + 30
    assert seen["start"] == pytest.approx([1.0, 1.0], abs=0.15)
    assert seen["chosen"] == pytest.approx([1.0, 1.0], abs=0.15)
    assert seen["turned"] == pytest.approx(24, abs=1)
    assert seen["start_stayed"]
    assert seen["back"]
