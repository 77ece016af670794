"""Short seeded runs of every shipped example and race give the numbers that were recorded before the rooms moved.

``python tests/reference/test_unchanged_numbers.py`` records them anew.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from playground import load, race, train
from playground.engine.training import threads

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
RECORDED = Path(__file__).with_name("unchanged_numbers.json")
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.descent") if "fashion-cnn" not in path.stem)
"""One race of convolutional networks on 70,000 pictures takes minutes; those on digits go the same way."""
TIMED = {"seconds_to_target"}


def digest(numbers):
    """Of the bytes of an array: equal only where every bit is."""
    return hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()[:24]


def measured(name):
    """What a short run of an example comes to."""
    project = load(EXAMPLES / f"{name}.descent")
    if "fashion" in name:
        project = project.with_(data=project.data.with_(validation=0.9))
    if not name.startswith("race"):
        result = train(project, epochs=1 if "fashion" in name else 2, seed=5)
        return {
            "losses": digest(result.losses),
            "theta": digest(result.theta),
            "steps": result.steps,
            "ends": [repr(float(each)) for each in (result.train_loss, result.val_loss, result.val_metric)],
        }
    shorter = project.race.with_(epochs=1, steps=min(project.race.steps, 600))
    return {
        "board": [
            {key: repr(value) for key, value in lane.as_json().items() if key not in TIMED}
            for lane in race(project.with_(race=shorter))
        ]
    }


@pytest.fixture(autouse=True)
def threads_as_recorded(name, one_thread, monkeypatch):
    """The threads that the numbers were recorded with; what is fastest at the moment decides nothing."""
    monkeypatch.setattr(threads, "cores", lambda: 2)
    monkeypatch.setattr(threads, "fastest", lambda seconds, most: 2 if name.startswith("race") else 1)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_unchanged(name):
    assert measured(name) == json.loads(RECORDED.read_text(encoding="utf-8"))[name]


if __name__ == "__main__":
    RECORDED.write_text(json.dumps({name: measured(name) for name in NAMES}, indent=1) + "\n", "utf-8")
