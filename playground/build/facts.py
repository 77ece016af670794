"""What chosen data sets say of themselves, remembered until their files change.

Some have to read much of a file before they can say what they are. Whoever must not wait asks ``is_known`` first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, Dataset, still_wanted
from playground.spec.base import Choice

KEPT = 16
"""Data sets that are remembered."""

Ask = Callable[[Choice], DataInfo]
"""Says what a choice of data is; raises DataProblem or UnknownEntry."""


class BeingRead(DataProblem):
    """It is not known yet what the data are; somebody reads their files."""


def name_of(choice: Choice) -> str:
    """Of the file or folder of data, or their title where they have none."""
    params = choice.params
    name = Path(str(params.get("path") or params.get("folder") or "")).name
    return name or DATASETS.entry(choice.kind).title


def being_read(choice: Choice) -> str:
    """The words for data whose file is not known yet, without a full stop."""
    return f"{name_of(choice)} is being read"


_remembered: OrderedDict[tuple[Dataset, str], DataInfo | str] = OrderedDict()
_memory, _reading = Lock(), Lock()
TURN = 0.03
"""Seconds between two looks of who waits for somebody else's reading, whether his own is still wanted."""


def is_known(choice: Choice) -> bool:
    """Whether ``info_of`` answers at once; raises UnknownEntry."""
    dataset = DATASETS.of(choice)
    return dataset.ready() or _recall(dataset) is not None


def info_of(choice: Choice) -> DataInfo:
    """What a choice of data is.

    Raises:
        DataProblem: When files are missing or broken; also from memory, until the files change.
        UnknownEntry: When the choice names something unknown.
        NotWanted: When nobody waits for it any more; it is then as if it had not been asked.
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
    if isinstance(found, str):
        raise DataProblem(found)
    return found


def _recall(dataset: Dataset) -> DataInfo | str | None:
    with _memory:
        return _remembered.get((dataset, dataset.stamp()))


def _read(dataset: Dataset) -> DataInfo | str:
    found: DataInfo | str
    stamp = dataset.stamp()
    try:
        found = dataset.info()
    except DataProblem as problem:
        found = str(problem)
    with _memory:
        _remembered[dataset, stamp] = found
        while len(_remembered) > KEPT:
            _remembered.popitem(last=False)
    return found
