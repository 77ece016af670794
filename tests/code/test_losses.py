"""Scripts on all rungs reproduce the program's own losses from the same weights."""

from contextlib import suppress
from pathlib import Path

from playground import load
from playground.code.rungs import RUNGS
from playground.code.script import AboveRung

EXAMPLES = sorted((Path(__file__).parents[2] / "assets" / "examples").glob("*.descent"))


LARGE = {"fashion-mnist-cnn"}
"""Its data file takes seconds, so that it is written once."""


def test_every_example_on_every_rung_that_can_say_it(scripts):
    written = {}
    for path in EXAMPLES:
        if path.stem.startswith("race-"):
            continue
        project = load(path)
        for rung in RUNGS if path.stem not in LARGE else RUNGS[-1:]:
            with suppress(AboveRung):
                scripts.add(path.stem, project, rung.key)
                written.setdefault(rung.key, set()).add(path.stem)
    by_hand = {"circle", "diabetes-regression", "iris", "sine-1d", "spiral", "xor"}
    assert written["numpy"] == written["tensors"] == written["autograd"] == by_hand
    assert written["optim"] | LARGE == written["module"]
    assert len(written["module"]) == 14
    assert scripts.wrong() == {}
