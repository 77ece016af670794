"""The path of GPUs without one: a simulated accelerator that refuses what a real one refuses, against the CPU.

``program.py`` runs on it once, in a process of its own; here is what it must have found. What the simulation cannot
show: asynchronous launches, speed, and memory that ends. ``torch.tensor`` and lists as indices are handled beside
torch, whose own code asserts there.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("program.py")
TRAINED = ("spiral", "digits-cnn", "wine-batchnorm", "digits-gru", "digits-attention", "digits-residual",
           "tokens-embedding", "diabetes-regression")  # fmt: skip
MOST_WAITS = 8
"""Reads by the host per chunk of steps, however many steps it has."""
MOST_WAITS_OF_PICTURES = 24
"""Reads by the host per round of pictures."""


def test_what_runs_on_the_simulated_accelerator_is_what_runs_on_the_cpu():
    """One test, as the program runs once."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], capture_output=True, text=True, check=False, timeout=500,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    parts = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stderr[-2000:]
    assert [part for part in parts if "crashed" in part] == [], done.stderr[-2000:]
    found = {part.pop("part"): part for part in parts}
    assert found["devices"] == {"listed": ["cpu", "npu:0"], "auto": "npu:0", "named": "NPU 0"}
    for name in TRAINED:  # no step waits for the device, however many there are
        assert found[f"train {name}"]["equal"], name
        short, long = found[f"train {name}"]["waits"]
        assert short == long <= MOST_WAITS, name
        assert found[f"captured {name}"]["equal"], name
    for part in ("layers", "activations", "losses", "optimizers"):
        assert found[part]["wrong"] == []
        assert found[part]["count"] >= found[part].get("total", 10)
    assert found["pictures"]["wrong"] == []
    assert {"DecisionMap", "GradientFlow", "LossPlane", "PlanePath", "UnitMaps"} <= set(
        found["pictures"]["kinds"]
    )
    assert found["pictures"]["waits"][0] <= MOST_WAITS_OF_PICTURES
    for part in ("finder", "divergence", "early stopping", "resume", "race"):
        assert found[part]["equal"], found[part]
    assert found["window"]["failures"] == []
    assert set(found["window"]["devices"]) == {"NPU 0"}
    assert {"Scalars", "DecisionMap", "LossPlane", "WireWeights"} <= set(found["window"]["seen"])
    assert found["limits"]["refused"] == ["WrongDevice", "NotCapturable", "NoFloat64"]
    assert {"LossPlane", "PlanePath", "GradientFlow"} <= set(found["limits"]["kinds"])
