"""``playground screenshots``: the window and its docks as pictures."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from playground.cli.command import Command, size


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where to write the pictures")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--scale", choices=("1", "2"), default="1", help="pixels per point")
    parser.add_argument("--size", type=size, default=(1600, 1000), metavar="WxH", help="of the window")


def _run(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    from playground.ui.window.screenshots import render  # noqa: PLC0415

    for file in render(options.folder, options.theme, options.size):
        print(file)
    return 0


COMMAND = Command(
    name="screenshots",
    help="render the window and its docks to PNG files",
    add_options=_add_options,
    run=_run,
)
