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
TOLERANCE = 1e-5
RUNNER = """
import contextlib, io, json, sys

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
        source = file.read()
    assert source.count("losses = []") == 1
    names = {"__file__": path, "__name__": "__main__", "Losses": Losses}
    with contextlib.suppress(Enough), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source.replace("losses = []", "losses = Losses()"), path, "exec"), names)
    return list(names["losses"])

print(json.dumps([run(path, int(sys.argv[1])) for path in sys.argv[2:]]))
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

    def run(self):
        """Losses of the script and of the program for each case, by file name."""
        if not self._cases:
            return {}
        paths = [str(path) for path, _ in self._cases]
        command = [sys.executable, "-I", "-W", "error::SyntaxWarning", "-c", RUNNER, str(STEPS), *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        losses = json.loads(done.stdout)
        return {
            path.name: (torch.tensor(found), torch.from_numpy(self._own(project))[: len(found)])
            for (path, project), found in zip(self._cases, losses, strict=True)
        }

    def _own(self, project):
        key = project.model_dump_json()
        if key not in self._known:
            session = Session(project, device="cpu")
            losses = []
            while len(losses) < STEPS and not session.finished:
                losses += session.advance(STEPS - len(losses)).loss.tolist()
            self._known[key] = torch.tensor(losses, dtype=torch.float64).numpy()
        return self._known[key]


def differences(found):
    """The largest difference of each case."""
    return {
        name: float((script - own).abs().max()) if len(script) == len(own) else float("inf")
        for name, (script, own) in found.items()
    }


@pytest.fixture
def scripts(tmp_path):
    return Scripts(tmp_path)
