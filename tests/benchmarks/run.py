"""Measure Descent against its rivals: ``python tests/benchmarks/run.py [--only NAME] [--json]``.

Prints a table, and as the last line one JSON object with, per key, both raw figures, ``ratio``, ``floor`` and ``ok``.
Run it on a quiet machine; the exit code is 0 whatever it measures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import app_race  # noqa: F401 - registers its rows
import exports  # noqa: F401 - registers its rows
import grids  # noqa: F401 - registers its rows
import paper  # noqa: F401 - registers its rows
import race_window  # noqa: F401 - registers its rows
import races  # noqa: F401 - registers its rows
import start  # noqa: F401 - registers its rows
import sweeps  # noqa: F401 - registers its rows
import tables  # noqa: F401 - registers its rows
import together  # noqa: F401 - registers its rows
import training  # noqa: F401 - registers its rows
import window  # noqa: F401 - registers its rows
from rows import MEASURES


def main() -> int:
    """Measure what is asked for: each by itself in a process of its own, so that none meets what another one left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="NAME", choices=[*MEASURES], help=", ".join(MEASURES))
    parser.add_argument("--json", action="store_true", help="print the JSON object only")
    options = parser.parse_args()
    report: dict[str, dict[str, object]] = {}
    for name in [options.only] if options.only else MEASURES:
        found = _here(name) if options.only else _elsewhere(name)
        report |= found
        if not options.json:
            for key, row in found.items():
                print(_line(key, row), flush=True)
    print(json.dumps(report))
    return 0


def _here(name: str) -> dict[str, dict[str, object]]:
    return {key: row.report() for key, row in MEASURES[name]().items()}


def _elsewhere(name: str) -> dict[str, dict[str, object]]:
    told = subprocess.run(
        [sys.executable, __file__, "--json", "--only", name], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, dict[str, object]] = json.loads(told.stdout.splitlines()[-1])
    return found


def _line(key: str, row: dict[str, object]) -> str:
    word = "ok" if row["ok"] else "MISSED"
    return (
        f"{key:28s} {row['ours']:12.4g} {row['rival']:12.4g} {row['unit']:9s} "
        f"ratio {row['ratio']:7.2f} floor {row['floor']:5.2f} {word:7s} {row['note']}"
    )


if __name__ == "__main__":
    sys.exit(main())
