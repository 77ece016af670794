"""The start of the program in a process of its own, against ``import torch`` alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from rows import Row, measures

IMPORT = "import time; t = time.perf_counter(); import torch; print(time.perf_counter() - t)"
PROGRAM = """
import time
begin = time.perf_counter()
import json, sys
from pathlib import Path
import tempfile
from playground.ui.window.program.app import fill, make_application, open_window, show_splash
from playground.ui.window.program.loading import LaterLoading, load
settings = Path(tempfile.mkdtemp(), "settings.json")
app = make_application()
hub, splash = show_splash(settings)
seen = time.perf_counter() - begin
load(splash.advance)
from playground.app.settings import Memory
window = open_window(Memory(settings), hub, fill=False)
window.show()
app.processEvents()
usable = time.perf_counter() - begin
later = LaterLoading(lambda: fill(window))
while not all(dock.is_made for dock in window.docks if dock.seen):
    app.processEvents()
    time.sleep(0.01)
filled = time.perf_counter() - begin
print(json.dumps([seen, usable, filled]), flush=True)
later.close()
window.close()
"""


def _run(code: str, bytecode: str) -> str:
    """Run a program; its modules are compiled once, as those of an installed program are."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


@measures("startup")
def startup() -> dict[str, Row]:
    """Splash and usable window; the median of three starts in turns."""
    imports, seen, usable, filled = [], [], [], []
    with TemporaryDirectory() as bytecode:
        _run(PROGRAM, bytecode)
        for _ in range(3):
            imports.append(float(_run(IMPORT, bytecode)))
            first, second, third = json.loads(_run(PROGRAM, bytecode))
            seen.append(first)
            usable.append(second)
            filled.append(third)
    torch_alone = sorted(imports)[1]
    return {
        "splash": Row(sorted(seen)[1], 0.4, 1.0, "s", less_is_better=True),
        "startup": Row(
            sorted(usable)[1],
            torch_alone + 1.0,
            1.0,
            "s",
            less_is_better=True,
            note=f"torch {torch_alone:.2f} s; all views drawn after {sorted(filled)[1]:.2f} s",
        ),
    }
