"""The program: runs a command, or opens the window where none is given."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from playground import __version__
from playground.cli import window
from playground.cli.registry import COMMANDS

PROBLEM = 2
"""Exit code when a command could not do its work."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Returns:
        0 when it is done, 1 when ``check`` found problems, 2 when it was not possible, 130 when it was interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {command.name: command for command in COMMANDS}
    if not given or (given[0] not in commands and not given[0].startswith("-")):
        return window.run(_window_parser().parse_args(given))
    options = _parser().parse_args(given)
    try:
        return commands[options.command].run(options)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except ValueError as problem:  # FileProblem, CannotTrain, DataProblem, DeviceProblem: sentences for users
        print(f"playground: {problem}", file=sys.stderr)
        return PROBLEM


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="playground")
    parser.add_argument("file", nargs="?", type=Path, help="a .descent project file to open")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="playground",
        description="Descent, a playground for neural networks and optimizers. Without a command the window opens; "
        "FILE.descent alone opens that file in it.",
    )
    parser.add_argument("--version", action="version", version=f"Descent {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_options(commands.add_parser(command.name, help=command.help, description=command.help))
    return parser
