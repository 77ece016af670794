"""Exported scripts, run together in one process of their own, which is where most of the time goes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from playground.code.export import export_script
from playground.engine.training.session import Session

STEPS = 50
"""More than three epochs of most, all of those with few steps, and beyond every warm-up."""
TOLERANCE = 1e-5
"""Of losses up to 1, and in proportion to larger ones."""
RUNNER = """
import contextlib, io, json, sys

import numpy as np
import torch

# In double precision: in single precision rounding differs between machines and numbers of threads, and in some
# networks turns a unit on or off after some steps, from where on the losses part.
def wide(array):
    return array.astype(np.float64) if array.dtype == np.float32 else array

class Arrays(dict):
    files = property(list)

load, from_numpy = np.load, torch.from_numpy
np.load = lambda *given, **named: Arrays((name, wide(array)) for name, array in load(*given, **named).items())
torch.from_numpy = lambda array: from_numpy(wide(array))
torch.set_default_dtype(torch.float64)

def run(path, steps):
    # A list that ends the script when it is full stands in for the script's own.
    class Enough(Exception):
        pass

    class Losses(list):
        def append(self, loss):
            super().append(loss)
            if len(self) == steps:
                raise Enough

    with open(path, encoding="utf-8") as file:
        source = file.read().replace(".float()", ".double()")
    assert source.count("losses = []") == 1
    names = {"__file__": path, "__name__": "__main__", "Losses": Losses}
    with contextlib.suppress(Enough), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source.replace("losses = []", "losses = Losses()"), path, "exec"), names)
    evaluated = "output" in names  # at the end of a script that is not cut short
    return list(names["losses"]), names["loss"] if evaluated else None

found = [run(path, int(sys.argv[1])) for path in sys.argv[2:]]
assert "playground" not in sys.modules
print(json.dumps(found))
"""


class Scripts:
    """Scripts that are run together and compared with the program's own losses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cases = []
        self._known = {}

    def add(self, name, project, key, network=None):
        """Export a project on a rung; AboveRung goes to the caller."""
        path = self._folder / f"{len(self._cases)}-{name}-{key}.py"
        export_script(project, key, path, network)
        self._cases.append((path, project))

    def wrong(self):
        """The largest difference between script and program for each case where it is too large, by file name."""
        paths = [str(path) for path, _ in self._cases]
        command = [sys.executable, "-c", RUNNER, str(STEPS), *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
        assert done.returncode == 0, done.stderr[-3000:]
        losses = json.loads(done.stdout)
        differences = {}
        for (path, project), (found, evaluated) in zip(self._cases, losses, strict=True):
            own, validation = self._own(project)
            differences[path.name] = max(
                abs(a - b) / max(1.0, abs(b)) for a, b in zip(found, own, strict=True)
            )
            if evaluated is not None:
                differences[f"{path.name}, evaluated"] = abs(evaluated - validation)
        return {name: difference for name, difference in differences.items() if not difference <= TOLERANCE}

    def _own(self, project):
        key = project.model_dump_json()
        if key not in self._known:
            session = Session(project, device="cpu", dtype=torch.float64)
            losses = []
            while len(losses) < STEPS and not session.finished:
                losses += session.advance(STEPS - len(losses)).loss.tolist()
            validation = session.evaluate().validation_loss if session.finished else None
            self._known[key] = losses, validation
        return self._known[key]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    return Scripts(tmp_path_factory.mktemp("scripts"))
