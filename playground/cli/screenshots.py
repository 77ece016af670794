"""``playground screenshots``: the window and its docks as pictures."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from playground.cli.command import Command, add_json, size
from playground.cli.output import print_json, say


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where to write the pictures")
    add_json(parser, "the names of the pictures")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--scale", choices=("1", "2"), default="1", help="pixels per point")
    parser.add_argument("--size", type=size, default=(1600, 1000), metavar="WxH", help="of the window")


def _run(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.scale
    from playground.ui.window.program.screenshots import render  # noqa: PLC0415

    try:
        files = [str(file) for file in render(options.folder, options.theme, options.size)]
    except OSError as error:
        raise ValueError(f"{options.folder}: cannot be written: {error.strerror or error}.") from None
    for file in files:
        say(options, file)
    if options.json:
        print_json({"files": files})
    return 0


COMMAND = Command(
    name="screenshots",
    help="render the window and its docks to PNG files",
    add_options=_add_options,
    run=_run,
)
