"""Short seeded runs of the shipped examples and races, compared bit for bit with what was recorded before.

For moving code without changing a number::

    python tests/reference/unchanged_numbers.py record    # before
    python tests/reference/unchanged_numbers.py           # after: prints what differs, exit code 1 if anything does

Last bits depend on the processor and on the build of torch, so a recording is worth something on one machine only, and
this is no test. The network race on digits chooses the method of its lockstep by timing; its last bits differ between
processes.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from playground import load, race, train
from playground.engine.training import threads

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
RECORDED = Path(__file__).with_name("unchanged_numbers.json")
LONG = {"race-fashion-cnn", "race-new-head"}
"""Races of convolutional networks on thousands of pictures take minutes; those on digits run the same code."""
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.descent") if path.stem not in LONG)
TIMED = {"seconds_to_target"}


def digest(numbers):
    """Return a hash of the bytes of an array: equal only where every bit is."""
    return hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()[:24]


def measured(name):
    """Return what a short run of an example comes to, with a fixed number of threads."""
    count = 2 if name.startswith("race") else 1
    threads.cores, threads.fastest = lambda: 2, lambda _seconds, _most: count
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


def main():
    """Record, or compare and return 1 if anything differs."""
    now = {name: measured(name) for name in NAMES}
    if sys.argv[1:] == ["record"]:
        RECORDED.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return 0
    before = json.loads(RECORDED.read_text(encoding="utf-8"))
    differing = [name for name in NAMES if now[name] != before[name]]
    print(f"{len(NAMES) - len(differing)} of {len(NAMES)} unchanged", *differing, sep="\n  differs: ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
