"""Measure Descent against its rivals: ``python tests/benchmarks/run.py [--only NAME] [--json]``.

Prints a table, and as the last line one JSON object with, per key, both raw figures, ``ratio``, ``floor`` and ``ok``.
Run it on a quiet machine; the exit code is 0 whatever it measures.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import app_race  # noqa: F401 - registers its rows
import grids  # noqa: F401 - registers its rows
import race_window  # noqa: F401 - registers its rows
import races  # noqa: F401 - registers its rows
import start  # noqa: F401 - registers its rows
import training  # noqa: F401 - registers its rows
import window  # noqa: F401 - registers its rows
from rows import MEASURES


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="NAME", choices=[*MEASURES], help=", ".join(MEASURES))
    parser.add_argument("--json", action="store_true", help="print the JSON object only")
    options = parser.parse_args()
    report = {}
    for name, measure in MEASURES.items():
        if options.only not in {None, name}:
            continue
        for key, row in measure().items():
            report[key] = row.report()
            if not options.json:
                word = "ok" if report[key]["ok"] else "MISSED"
                print(
                    f"{key:28s} {row.ours:12.4g} {row.rival:12.4g} {row.unit:9s} "
                    f"ratio {row.ratio:7.2f} floor {row.floor:5.2f} {word:7s} {row.note}",
                    flush=True,
                )
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
