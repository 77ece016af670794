"""Collecting facts about one column of a table while its cells pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.catalog.files.close_numbers import origin_of
from playground.catalog.tables.cells import (
    DASHES,
    Cells,
    Form,
    form_of,
    label,
    missing,
    number,
    numbers,
    plain,
    unit_of,
)
from playground.catalog.tables.coded_texts import CodedTexts
from playground.catalog.tables.counting import value_counts
from playground.catalog.tables.facts import MOST_NUMBERS, MOST_VALUES, Column

TEXT_SHARE = 0.1
"""A column with a smaller share of texts is one of numbers with mistakes in it."""
NAMES_SHARE = 0.5
"""A column of texts with more different ones, as a share of its rows, names the rows."""
LEAST_ROWS = 20
"""Fewer rows say nothing about what a column is for."""
FORM_ROWS = 2000
"""Rows that show how the numbers of a column are written."""
INDEX_NAMES = frozenset(
    {"id", "index", "idx", "row", "nr", "no", "#", "number", "rownames", "rowid", "unnamed: 0"}
)
"""Names of columns that count rows, in lower case."""

GAP, TEXT, DASH = 1, 2, 4
"""What a cell is instead of a number."""

Flags = NDArray[np.uint8]


class ColumnSurvey:
    """Collects facts about one column, block by block."""

    def __init__(self, name: str, *, comma: bool) -> None:
        self.name, self._comma = name, comma
        self._form: Form = ""
        self._known: dict[str, tuple[int, float]] = {}
        self._numbers = self._texts = self._dashes = 0
        self._gap = self._dash = self._odd = self._first = 0
        self._odd_text = ""
        self._whole = True
        self._labels: Counter[str] = Counter()
        self._values: Counter[float] = Counter()
        self._too_many = False
        self._lowest, self._highest = np.inf, -np.inf
        self._last = -np.inf
        self._rises = self._counts = True
        self._units: set[str] = set()

    def add(self, cells: Cells, lines: Sequence[int]) -> Flags | None:
        """Add further cells; returns what each is instead of a number, None where all are numbers."""
        if not self._form:
            some = list(cells[:FORM_ROWS]) if isinstance(cells, CodedTexts) else cells
            self._form = form_of(some, comma=self._comma)
        values = numbers(cells, self._form)
        if values is not None:
            self._first = self._first or lines[0]
            self._add_numbers(values)
            self._add_labels(cells)
            return None
        if isinstance(cells, np.ndarray):
            if not np.isinf(cells).any():
                return self._add_gappy(cells, lines)
            cells = ["" if np.isnan(cell) else plain(cell) for cell in cells.tolist()]
        if not isinstance(cells, CodedTexts):
            places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
            codes = np.fromiter(map(places.__getitem__, cells), np.int64, len(cells))
            cells = CodedTexts(list(places), codes)
        known = [self._read(text) for text in cells.texts]
        if cells.texts and all(flag == TEXT for flag, _ in known):
            return self._add_texts(cells, lines)
        flags: Flags = np.array([flag for flag, _ in known], np.uint8)[cells.codes]
        found = np.array([value for _, value in known])[cells.codes][flags == 0]
        self._note_odd(cells, lines, flags)
        self._add_numbers(found)
        self._rises = self._rises and len(found) == len(cells)
        counts = cells.counts()
        self._count_labels(
            {text: counts[text] for text, (flag, _) in zip(cells.texts, known, strict=True) if flag != GAP}
        )
        return flags

    def _add_texts(self, cells: CodedTexts, lines: Sequence[int]) -> Flags:
        """Add cells, all of them texts."""
        self._first = self._first or lines[0]
        if not self._odd:
            self._odd, self._odd_text = lines[0], cells[0].strip()[:40]
        self._texts, self._rises = self._texts + len(cells), False
        self._count_labels(cells.counts())
        return np.full(len(cells), TEXT, np.uint8)

    def _add_gappy(self, cells: NDArray[np.float64], lines: Sequence[int]) -> Flags:
        """Add numbers with NaN for gaps among them."""
        gaps = np.isnan(cells)
        flags = gaps.astype(np.uint8) * GAP
        self._note_odd([], lines, flags)
        self._rises = False
        self._add_numbers(cells[~gaps])
        self._add_labels(cells[~gaps])
        return flags

    def _read(self, cell: str) -> tuple[int, float]:
        """What a cell is instead of a number, 0 for nothing, and the number."""
        found = self._known.get(cell)
        if found is None:
            value = number(cell, self._form)
            flag = GAP if missing(cell) else DASH if cell.strip() in DASHES else TEXT
            found = (flag, 0.0) if value is None else (0, value)
            if value is not None and self._form.startswith("unit"):
                self._units.add(unit_of(cell))
            if len(self._known) < MOST_VALUES:
                self._known[cell] = found
        return found

    def _note_odd(self, cells: Sequence[str], lines: Sequence[int], flags: Flags) -> None:
        """Count what is no number, and note where each kind occurs first."""
        places = {flag: flags == flag for flag in (0, GAP, TEXT, DASH)}
        first = {flag: int(at.argmax()) for flag, at in places.items() if at.any()}
        filled = [at for flag, at in first.items() if flag in {0, TEXT}]
        if filled:
            self._first = self._first or lines[min(filled)]
        if GAP in first:
            self._gap = self._gap or lines[first[GAP]]
        if DASH in first:
            self._dash = self._dash or lines[first[DASH]]
            self._dashes += int(places[DASH].sum())
        if TEXT in first:
            self._texts += int(places[TEXT].sum())
            if not self._odd:
                self._odd, self._odd_text = lines[first[TEXT]], cells[first[TEXT]].strip()[:40]

    def _add_numbers(self, values: NDArray[np.float64]) -> None:
        if not len(values):
            return
        self._whole = self._whole and bool((values == np.rint(values)).all())
        self._lowest = min(self._lowest, float(values.min()))
        self._highest = max(self._highest, float(values.max()))
        if self._rises:
            self._rises = bool(values[0] > self._last and (values[1:] > values[:-1]).all())
        if self._rises:
            start = self._numbers == 0 and values[0] in {0, 1}
            follows = start or values[0] - self._last == 1
            self._counts = self._counts and follows and bool((np.diff(values) == 1).all())
            self._last = float(values[-1])
        self._numbers += len(values)

    def _add_labels(self, cells: Cells) -> None:
        if self._too_many:
            return
        if not isinstance(cells, np.ndarray):
            self._count_labels(cells.counts() if isinstance(cells, CodedTexts) else Counter(cells))
        elif (counts := value_counts(cells, MOST_VALUES)) is None:
            self._too_many = True
        else:
            self._values.update(counts)
            self._too_many = len(self._values) > MOST_VALUES

    def _count_labels(self, counts: Mapping[str, int]) -> None:
        if self._too_many:
            return
        for text, count in counts.items():
            self._labels[text.strip()] += count
        self._too_many = len(self._labels) > MOST_VALUES

    def column(self, *, first: bool, rows: int) -> Column:
        """The facts."""
        only_numbers = not self._labels
        self._too_many = self._too_many or (only_numbers and len(self._values) > MOST_NUMBERS)
        different = len(self._values) + len(self._labels)
        if LEAST_ROWS <= different == self._numbers and not self._whole:
            self._too_many = True  # as many classes as rows are none
        if not self._too_many:
            self._name_values()
        numeric = (
            self._numbers > 0 and self._texts <= TEXT_SHARE * self._numbers and len(self._units - {""}) <= 1
        )
        if not self._numbers and not self._texts and not self._dashes:
            numeric = True
        gaps = [line for line in (self._gap, self._dash if numeric else 0) if line]
        values: dict[str, int] = {}
        if not self._too_many:
            found = self._labels if only_numbers else self._numeric_labels()
            values = dict(found if numeric else sorted(self._labels.items()))
        most = MOST_NUMBERS if numeric else MOST_VALUES
        if len(values) > most:
            values = {}
        return Column(
            name=self.name,
            kind="number" if numeric else "text",
            values=tuple(values),
            counts=tuple(values.values()),
            whole=numeric and self._whole and self._numbers > 0,
            gap=min(gaps, default=0),
            odd=self._odd if numeric else 0,
            odd_text=self._odd_text if numeric else "",
            first=self._first or (0 if numeric else self._dash),
            origin=self._origin() if numeric else 0.0,
            form="" if self._form == ("comma" if self._comma else "point") else self._form,
            role=self._role(numeric=numeric, first=first, rows=rows),
        )

    def _origin(self) -> float:
        """Where to count from, so that single precision tells the numbers apart; 0 where it does so anyway."""
        return origin_of(self._lowest, self._highest, whole=self._whole)

    def _name_values(self) -> None:
        """Count numbers as labels, in their order."""
        values = sorted(self._values)
        named = {plain(value): self._values[value] for value in values}
        if len(named) == len(values):
            self._labels.update(named)
            return
        for value in values:
            self._labels[plain(value)] += self._values[value]

    def _numeric_labels(self) -> dict[str, int]:
        """Values as they are written where they are whole or differ in nothing else, and else as plain numbers."""
        texts = list(self._labels)
        values = numbers(texts, self._form)  # nearly always all of them, and fast
        known = [number(text, self._form) for text in texts] if values is None else values.tolist()
        found = sorted(
            (value, text, self._labels[text])
            for value, text in zip(known, texts, strict=True)
            if value is not None
        )
        if len({value for value, _, _ in found}) == len(found) and not self._whole:
            return {plain(value): count for value, _, count in found}
        labels: Counter[str] = Counter()
        for _, text, count in found:
            labels[label(text, self._form)] += count
        return labels

    def _role(self, *, numeric: bool, first: bool, rows: int) -> str:
        if rows < LEAST_ROWS:
            return ""
        if numeric:
            named = self.name.strip().lower() in INDEX_NAMES
            rises = self._rises and self._whole and self._numbers == rows
            index = self._counts or named or self.name == "column 1" if first else self._counts and named
            return "index" if rises and index else ""
        filled = sum(self._labels.values())
        many = self._too_many or len(self._labels) > NAMES_SHARE * filled
        return "names" if many and (self._too_many or len(self._labels) >= LEAST_ROWS) else ""
