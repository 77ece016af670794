"""The bar of ``playground race`` on a terminal: preparation and first losses in words, then steps and losses."""

import io
import sys
from pathlib import Path

from playground.cli.program import main
from playground.spec.files import load, save

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"


class Terminal(io.StringIO):
    """Keeps what a program writes, as a terminal would show it."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_first_losses_and_what_is_prepared_before_any_step(tmp_path, monkeypatch):
    project = load(EXAMPLES / "race-digits.descent")
    race = project.race
    file = tmp_path / "race.descent"
    save(project.with_(race=race.with_(epochs=1, lanes=race.lanes[:2])), file)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["race", str(file)]) == 0
    words = ("Building the lanes", "in the first batch", "Evaluating the start", "lowest batch loss")
    places = [terminal.getvalue().index(each) for each in words]
    assert places == sorted(places)
