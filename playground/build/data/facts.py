"""Facts about chosen data sets, cached until their files change.

Some must read much of a file first. A caller that must not wait checks ``is_known``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, Dataset, UnknownEntry, still_wanted
from playground.spec.base import Choice

KEPT = 16
"""Number of data sets in the cache."""

Ask = Callable[[Choice], DataInfo]
"""Returns facts about a choice of data; raises DataProblem or UnknownEntry."""


class BeingRead(DataProblem):
    """The facts are not known yet: the files are being read."""


def name_of(choice: Choice) -> str:
    """The name of the file or folder of data, or their title where they have none."""
    params = choice.params
    name = Path(str(params.get("path") or params.get("folder") or "")).name
    return name or DATASETS.entry(choice.kind).title


def being_read(choice: Choice) -> str:
    """The message for data whose file is being read, without a full stop."""
    return f"{name_of(choice)} is being read"


_remembered: OrderedDict[tuple[Dataset, str], DataInfo | DataProblem] = OrderedDict()
_memory, _reading = Lock(), Lock()
TURN = 0.03
"""Seconds between two checks whether a read that waits for another one is still wanted."""


def is_known(choice: Choice) -> bool:
    """Whether ``info_of`` returns at once; raises UnknownEntry."""
    dataset = DATASETS.of(choice)
    return dataset.ready() or _recall(dataset) is not None


def info_of(choice: Choice) -> DataInfo:
    """Facts about a choice of data.

    Raises:
        DataProblem: When files are missing or broken; also from memory, until the files change.
        UnknownEntry: When the choice names something unknown.
        NotWanted: When the result is no longer wanted; nothing is cached then.
    """
    dataset = DATASETS.of(choice)
    if dataset.ready():
        return dataset.info()
    found = _recall(dataset)
    if found is None:
        while not _reading.acquire(timeout=TURN):
            still_wanted()
        try:
            found = _recall(dataset) or _read(dataset)
        finally:
            _reading.release()
    if isinstance(found, DataProblem):
        raise DataProblem(str(found), found.fixes)
    return found


def _recall(dataset: Dataset) -> DataInfo | DataProblem | None:
    with _memory:
        return _remembered.get((dataset, dataset.stamp()))


def _read(dataset: Dataset) -> DataInfo | DataProblem:
    found: DataInfo | DataProblem
    stamp = dataset.stamp()
    try:
        found = dataset.info()
    except DataProblem as problem:
        found = problem.with_traceback(None)
    with _memory:
        _remembered[dataset, stamp] = found
        while len(_remembered) > KEPT:
            _remembered.popitem(last=False)
    return found


def is_regression(dataset: Choice) -> bool:
    """Whether data are known to have numbers as targets."""
    try:
        return is_known(dataset) and info_of(dataset).task == "regression"
    except (DataProblem, UnknownEntry):
        return False
