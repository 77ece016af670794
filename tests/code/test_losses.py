"""Scripts on all rungs reproduce the program's own losses from the same weights."""

from pathlib import Path

import pytest

from playground import load
from playground.code.rungs import RUNGS
from playground.code.script import AboveRung
from tests.code.conftest import TOLERANCE, differences

EXAMPLES = sorted((Path(__file__).parents[2] / "assets" / "examples").glob("*.descent"))


def test_every_example_on_every_rung_that_can_say_it(scripts):
    said = {}
    for path in EXAMPLES:
        if path.stem.startswith("race-"):
            continue
        project = load(path)
        for rung in RUNGS:
            try:
                scripts.add(path.stem, project, rung.key)
            except AboveRung:
                continue
            said.setdefault(path.stem, []).append(rung.key)
    wrong = {name: d for name, d in differences(scripts.run()).items() if not d <= TOLERANCE}
    print(said)
    assert wrong == {}
