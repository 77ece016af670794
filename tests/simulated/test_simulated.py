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

import pytest

PROGRAM = Path(__file__).with_name("program.py")
TRAINED = ("spiral", "digits-cnn", "wine-batchnorm", "digits-gru", "digits-attention", "digits-residual",
           "tokens-embedding", "diabetes-regression")  # fmt: skip
MOST_WAITS = 8
"""Reads by the host per chunk of steps, however many steps it has."""


@pytest.fixture(scope="module")
def found():
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], capture_output=True, text=True, check=False, timeout=170,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    parts = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stderr[-2000:]
    assert [part for part in parts if "crashed" in part] == [], done.stderr[-2000:]
    return {part["part"]: part for part in parts}


def test_it_is_listed_and_preferred_to_the_cpu(found):
    assert found["devices"] == {
        "part": "devices",
        "listed": ["cpu", "npu:0"],
        "auto": "npu:0",
        "named": "NPU 0",
    }


@pytest.mark.parametrize("name", TRAINED)
def test_training_is_that_of_the_cpu_and_no_step_waits_for_the_device(found, name):
    part = found[f"train {name}"]
    assert part["equal"]
    short, long = part["waits"]
    assert short == long <= MOST_WAITS


@pytest.mark.parametrize("name", TRAINED)
def test_a_step_can_be_captured_as_a_graph(found, name):
    assert found[f"captured {name}"]["equal"]


@pytest.mark.parametrize("part", ["layers", "activations", "losses", "optimizers"])
def test_everything_of_the_catalog_agrees_with_the_cpu(found, part):
    assert found[part]["wrong"] == []
    assert found[part]["count"] >= found[part].get("total", 10)


def test_pictures_are_those_of_the_cpu_and_wait_a_bounded_number_of_times(found):
    assert found["pictures"]["wrong"] == []
    assert {"DecisionMap", "GradientFlow", "LossPlane", "PlanePath", "UnitMaps"} <= set(
        found["pictures"]["kinds"]
    )
    assert found["pictures"]["waits"][0] <= 24


@pytest.mark.parametrize("part", ["finder", "divergence", "early stopping", "resume", "race"])
def test_whole_runs_are_those_of_the_cpu(found, part):
    assert found[part]["equal"], found[part]


def test_the_window_trains_on_it(found):
    assert found["window"]["failures"] == []
    assert set(found["window"]["devices"]) == {"NPU 0"}
    assert {"Scalars", "DecisionMap", "LossPlane", "WireWeights"} <= set(found["window"]["seen"])


def test_the_simulation_refuses_what_a_device_refuses_and_float64_is_not_needed(found):
    assert found["limits"]["refused"] == ["WrongDevice", "NotCapturable", "NoFloat64"]
    assert {"LossPlane", "PlanePath", "GradientFlow"} <= set(found["limits"]["kinds"])
