"""What a command is, and the types of its options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playground.spec.device import DEVICE


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command of the program.

    Attributes:
        name: As it is typed.
        help: What it does, for ``playground --help``.
        add_options: Adds its options to a parser.
        run: Runs it with the parsed options and returns the exit code; a ``ValueError`` is shown as one sentence.
    """

    name: str
    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the project file as an argument."""
    parser.add_argument("file", type=Path, help="a .descent project file")


def add_json(parser: argparse.ArgumentParser, what: str) -> None:
    """Add an option that puts JSON on standard output, and moves everything else to standard error."""
    parser.add_argument(
        "--json", action="store_true", help=f"print {what} as JSON; words go to standard error"
    )


def add_destination(parser: argparse.ArgumentParser, name: str, what: str, metavar: str = "FILE") -> None:
    """Add an option that names a file to write; ``-`` is standard output."""
    parser.add_argument(name, metavar=metavar, help=f"{what}; - is standard output")


def add_device_and_seed(parser: argparse.ArgumentParser) -> None:
    """Add options that override the project's device and seed."""
    parser.add_argument(
        "--device", type=device, help="auto, cpu, mps, or cuda:0 and so on; default: the project's"
    )
    parser.add_argument("--seed", type=seed, help="default: the project's")


def add_leave_out(parser: argparse.ArgumentParser) -> None:
    """Add an option that leaves out what of the data cannot be used; see ``without_unusable``."""
    parser.add_argument(
        "--leave-out",
        action="store_true",
        help="leave out pictures that cannot be read, and rows of a table with missing values",
    )


def epochs(text: str) -> int:
    """A number of epochs."""
    return _whole(text, 1, 1_000_000)


def steps(text: str) -> int:
    """A number of steps."""
    return _whole(text, 1, 1_000_000_000)


def seeds(text: str) -> int:
    """A number of repetitions."""
    return _whole(text, 1, 64)


def seed(text: str) -> int:
    """A seed."""
    return _whole(text, 0, 2**31 - 1)


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return the type of a whole number within bounds."""
    return lambda text: _whole(text, least, most)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
    return int(text)


def device(text: str) -> str:
    """A device of torch."""
    if not re.match(DEVICE, text):
        raise argparse.ArgumentTypeError("must be auto, cpu, mps or like cuda:0, xpu:0")
    return text


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError("must look like 1366x768")
    return int(width), int(height)
