"""Descent: a desktop playground for neural networks and optimizers.

From Python::

    from pathlib import Path
    from playground import load, race, train

    project = load("spiral.descent")
    result = train(project, epochs=50)
    print(result.val_metric, result.curves["loss"])  # every curve is an array
    result.record.save(Path("spiral.record"))

    board = race(load("race-digits.descent"))
    print(board[0].name, board.record.lanes["lane-1"].curve("train", "steps"))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.headless.race import race
    from playground.headless.train import train
    from playground.records.race import RaceRecord
    from playground.records.run import RunRecord
    from playground.spec.files import load, save

__version__ = "0.1.0"
__all__ = ["RaceRecord", "RunRecord", "load", "race", "save", "train"]

_ROOMS = {
    "RaceRecord": "playground.records.race",
    "RunRecord": "playground.records.run",
    "load": "playground.spec.files",
    "race": "playground.headless.race",
    "save": "playground.spec.files",
    "train": "playground.headless.train",
}


def __getattr__(name: str) -> Any:
    """Import the rooms behind the public names when they are first used: torch takes a second."""
    if name in _ROOMS:
        from importlib import import_module  # noqa: PLC0415 - with the room, not before

        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
