"""Without a command: open the window."""

from __future__ import annotations

import argparse
import sys


def run(options: argparse.Namespace) -> int:
    """Open the window, with a file where one is given."""
    from playground.ui.window.program.requirements import missing  # noqa: PLC0415

    problem = missing()
    if problem is not None:
        print(f"playground: {problem}", file=sys.stderr)
        return 2
    from playground.ui.window.program.app import main as open_window  # noqa: PLC0415

    return open_window(options.file)
