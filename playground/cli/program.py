"""The program: runs a command, or opens the window where none is given."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from playground import __version__
from playground.cli import window
from playground.cli.command import Command
from playground.cli.output import check_files, plain
from playground.cli.registry import COMMANDS

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

PROBLEM = 2
"""Exit code when a command could not do its work."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Returns:
        0 when it is done, 1 when ``check`` found problems, 2 when it was not possible, 130 when it was interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {command.name: command for command in COMMANDS}
    opens_window = not given or (given[0] not in commands and not given[0].startswith("-"))
    try:
        options = (_window_parser() if opens_window else _parser()).parse_args(given)
        if not opens_window:
            return _run(commands[options.command], options)
    except KeyboardInterrupt as interrupt:
        return _fail(f"Interrupted. {interrupt}".strip(), 130)
    except BrokenPipeError:
        _discard_output()
        return _fail("playground: the program that reads the output has closed it.")
    except OSError as error:
        _discard_output()
        return _fail(f"playground: the output cannot be written: {error.strerror or error}.")
    except ValueError as problem:  # FileProblem, CannotTrain, DataProblem, DeviceProblem: sentences for users
        return _fail(f"playground: {problem}")
    return window.run(options)


class _Parser(argparse.ArgumentParser):
    """One that does not keep silent when help or version cannot be written."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Write a message; raises OSError when standard output does not take it."""
        if file is sys.stdout:
            print(message, end="", flush=True)
        else:
            super()._print_message(message, file)


def _run(command: Command, options: argparse.Namespace) -> int:
    check_files(options)
    with _warnings_as_sentences():
        code = command.run(options)
    sys.stdout.flush()
    return code


@contextmanager
def _warnings_as_sentences() -> Iterator[None]:
    """Print what Python programs get as a warning about a project, without places in the code.

    Warnings of libraries are about code, and reach nobody here.
    """

    def show(message: Warning | str, *_details: object, **_more: object) -> None:
        with suppress(OSError):
            print(plain(f"playground: {message}"), file=sys.stderr)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("default", message="The coordinate ")
        warnings.showwarning = show
        yield


def _fail(words: str, code: int = PROBLEM) -> int:
    with suppress(OSError):
        print(plain(words), file=sys.stderr)
    return code


def _discard_output() -> None:
    """Send what is left in the buffer of standard output nowhere, so that Python does not complain at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="playground")
    words = (
        "a .descent project file; an .onnx file; or data: a table, an .npz file, a folder of pictures; "
        "or a text descent:..."
    )
    parser.add_argument("file", nargs="?", type=Path, help=words)
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="playground",
        description="Descent, a playground for neural networks and optimizers. Without a command the window opens; "
        "FILE.descent alone opens that file in it, and a file or folder of data a new project for them.",
    )
    parser.add_argument("--version", action="version", version=f"Descent {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_options(commands.add_parser(command.name, help=command.help, description=command.help))
    return parser
