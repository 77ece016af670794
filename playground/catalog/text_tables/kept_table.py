"""Cells of the table that was read last, kept between finding out about its columns and loading them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from threading import Lock

import numpy as np

from playground.catalog.tables.cells import Cells
from playground.catalog.tables.coded_texts import CodedTexts
from playground.catalog.tables.facts import Block

MOST_TEXTS = 20_000
"""Most different texts in a table that is kept."""


class KeptTable:
    """The cells of a whole table, piece by piece as they were read."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._texts: dict[str, str] = {}
        self._whole = True

    def add(self, lines: Sequence[int], columns: Sequence[Cells]) -> None:
        """Add further rows; a table with too many different texts is not kept."""
        if not self._whole:
            return
        same = self._texts
        kept: list[Cells] = []
        for each in columns:
            if isinstance(each, np.ndarray):
                kept.append(each)
            elif isinstance(each, CodedTexts):
                kept.append(CodedTexts([same.setdefault(text, text) for text in each.texts], each.codes))
            else:
                kept.append([same.setdefault(text, text) for text in each])
        self._blocks.append(Block(lines, kept))
        if len(same) > MOST_TEXTS:
            self._whole = False
            self._blocks.clear()

    def keep(self, key: Hashable) -> None:
        """Keep the table under this key, in place of the one kept before."""
        if self._whole and self._blocks:
            with _lock:
                _kept[:] = [(key, self)]

    def blocks(self, chosen: Sequence[int]) -> Iterator[tuple[float, Block]]:
        """The rows of some columns, with the part of the table that was passed on."""
        for number, block in enumerate(self._blocks, start=1):
            yield (
                number / len(self._blocks),
                Block(block.lines, [block.columns[place] for place in chosen]),
            )


_kept: list[tuple[Hashable, KeptTable]] = []
_lock = Lock()


def take(key: Hashable) -> KeptTable | None:
    """Take the table that is kept under a key; None when it is not."""
    with _lock:
        found = next((table for kept, table in _kept if kept == key), None)
        if found is not None:
            _kept.clear()
    return found
