"""Texts of a column, stored once each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray


class CodedTexts(Sequence[str]):
    """Cells of a column of texts: the different texts, and for each cell the place of its text among them."""

    __slots__ = ("codes", "texts")

    def __init__(self, texts: Sequence[str], codes: NDArray[Any]) -> None:
        self.texts, self.codes = texts, codes

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> CodedTexts: ...
    def __getitem__(self, place: int | slice) -> str | CodedTexts:
        """Return a cell, or some of them."""
        if isinstance(place, slice):
            return CodedTexts(self.texts, self.codes[place])
        return self.texts[int(self.codes[place])]

    def __iter__(self) -> Iterator[str]:
        """Pass through the cells."""
        every = np.array([*self.texts, None], object)  # None, so that numpy never sees equally long parts
        cells: list[str] = every[self.codes].tolist()
        return iter(cells)

    def counts(self) -> dict[str, int]:
        """Return how often each text occurs, in the order of the texts; those that do not occur are left out."""
        counts = np.bincount(self.codes, minlength=len(self.texts)).tolist()
        return {text: count for text, count in zip(self.texts, counts, strict=True) if count}

    def first(self) -> dict[str, int]:
        """Return where each text occurs first, in this order."""
        places = np.full(len(self.texts), len(self.codes))
        places[self.codes[::-1]] = np.arange(len(self.codes))[::-1]
        order = np.argsort(places, kind="stable").tolist()
        return {self.texts[at]: int(places[at]) for at in order if places[at] < len(self.codes)}
