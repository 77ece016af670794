"""Cells of a table: what counts as missing, and the numbers and dates that texts mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tables.coded_texts import CodedTexts
from playground.catalog.tables.moments import DATES, TIME, days, hours

GAPS = frozenset({"", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "?"})
"""What stands for a missing value, in any case."""
DASHES = frozenset({"-", "--", "–", "—", "."})
"""What does so among numbers; among texts it is a value like others."""

MOST_FRACTIONS = 0.9
"""Share of cells with fractions from which whole numbers are unlike them."""

Cells = Sequence[str] | NDArray[np.float64]
"""One column of some rows; among numbers NaN is a missing value."""

Form = Literal[
    "", "point", "comma", "either", "ymd", "dmy", "mdy", "month", "time",
    "unit point", "unit comma", "marks point", "marks comma",
]  # fmt: skip
"""How the numbers of a column are written.

``point`` and ``comma`` are decimal marks, where the other one may part thousands; with ``either`` both are
decimal marks. Dates go by the order of year, month and day, or have the English name of a month; ``time`` is a time of
day or a duration. With ``unit`` the same letters may follow each number, as in ``12 kg``; with ``marks`` a number may
have a sign in front, as ``<0.1``, or a mark behind it, as ``3*``. Empty: as the file says.
"""
DECIMALS = {"", "point", "comma", "either"}
"""Forms in which a number is nothing but digits and a decimal mark."""

CURRENCY = "[$€£¥₹]|USD|EUR|GBP|CHF|JPY"
"""Pattern of what says the currency of an amount."""
_SIGN = r"(?P<sign>[+\-−]?)\s*"
_MONEY = rf"(?:{CURRENCY})?\s*"
_PARTED = r"(?:(?P<part>[{part}'’\u00a0\u202f ])\d{{2,3}}(?:(?P=part)\d{{2,3}})*(?<=\d{{3}}))?"
_NUMBER = r"(?P<number>\d{{1,3}}" + _PARTED + r"(?:[{mark}]\d*)?"
_REST = r"|\d*[{mark}]?\d+|\d+[{mark}])(?P<power>[eE][+-]?\d+|[dD][+-]\d{{2,3}})?"
_END = rf"\s*(?:%|{CURRENCY})?"


def _dressed(mark: str, part: str) -> re.Pattern[str]:
    body = (_NUMBER + _REST).format(mark=re.escape(mark), part=re.escape(part))
    return re.compile(_SIGN + _MONEY + body + _END)


_DRESSED = {"point": _dressed(".", ","), "comma": _dressed(",", "."), "either": _dressed(",", "")}
_UNIT = re.compile(r"([+\-−]?[\d.,][\d.,' ]*)\s*((?:[^\W\d_]|[°µ])[^\d\s,.;:]{0,7}[²³23]?)")
_MARKS = re.compile(
    r"((?:[<>]=?|[≤≥~≈])\s*)?([+\-−]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?)\s*([*†‡§]{1,3}|\[\w{1,3}\])?"
)
_FRACTION = re.compile(r"[+-]?\d*[.,]\d+(?:[eE][+-]?\d+)?")
_WHOLE = {
    form: re.compile(rf"(-?(?:0|[1-9]\d*))(?:[{marks}]0*)?")
    for form, marks in (("point", "."), ("comma", ","), ("either", ".,"))
}


def missing(cell: str) -> bool:
    """Whether a cell has no value."""
    return cell.strip().lower() in GAPS


def number(cell: str, form: Form = "point") -> float | None:
    """The number in a cell, days since 1970 for a date, hours for a time; None when it is no finite one."""
    text = cell.strip()
    if form not in DECIMALS:
        return _elaborate(text, form)
    plain = (
        text
        if form in {"point", ""}
        else text.replace(",", ".")
        if form == "either" or "." not in text
        else "_"
    )
    try:
        value = float(plain) if "_" not in plain else None
    except ValueError:
        value = None
    if value is None:
        value = _undressed(text, form or "point")
    return value if value is not None and np.isfinite(value) else None


def numbers(cells: Cells, form: Form = "point") -> NDArray[np.float64] | None:
    """All cells as numbers, None when one of them is missing, no number, or not written plainly; fast."""
    if isinstance(cells, np.ndarray):
        return cells if bool(np.isfinite(cells).all()) else None
    if form not in DECIMALS:
        return None
    if isinstance(cells, CodedTexts):
        known = numbers(cells.texts, form)
        return None if known is None else known[cells.codes]
    whole = "".join(cells)
    if "_" in whole or (form == "comma" and "." in whole):
        return None
    try:
        texts = [cell.replace(",", ".") for cell in cells] if form in {"comma", "either"} else list(cells)
        values: NDArray[Any] = np.array(texts, dtype=np.float64)
    except ValueError:
        return None
    return values if bool(np.isfinite(values).all()) else None


def numbers_of(columns: Sequence[Sequence[str]], form: Form = "point") -> list[NDArray[np.float64] | None]:
    """Columns of equally many cells as numbers, see ``numbers``; many at once, as each attempt takes its time."""
    if not columns:
        return []
    found = numbers([cell for column in columns for cell in column], form)
    if found is not None:
        return list(found.reshape(len(columns), -1))
    if len(columns) == 1:
        return [None]
    half = len(columns) // 2
    return numbers_of(columns[:half], form) + numbers_of(columns[half:], form)


def form_of(cells: Cells, *, comma: bool) -> Form:
    """How the numbers of a column are written, from its first cells: as most of them can be read."""
    main: Form = "comma" if comma else "point"
    if isinstance(cells, np.ndarray) or numbers(cells, main) is not None:
        return main
    counts = Counter(map(str.strip, cells))  # most columns of texts have few different ones
    texts = {text: count for text, count in counts.items() if not missing(text)}
    first = next(iter(texts), "")
    forms: list[Form] = [main, "either"] if comma else [main]
    marked = sum(count for text, count in texts.items() if mark_of(text))
    if 0 < marked <= sum(texts.values()) / 2:
        forms.append("marks comma" if comma else "marks point")
    if any(map(unit_of, texts)):
        forms.append("unit comma" if comma else "unit point")
    if TIME.fullmatch(first):
        forms.append("time")
    if any(pattern.fullmatch(first) for pattern in DATES.values()):
        forms += ["ymd", "mdy", "dmy", "month"] if "/" in first else ["ymd", "dmy", "mdy", "month"]
    if len(forms) == 1:
        return main
    return max(
        forms,
        key=lambda form: sum(count for text, count in texts.items() if number(text, form) is not None),
    )


def mostly_fractions(cells: Sequence[str]) -> bool:
    """Whether almost all cells are numbers with a fraction, so that whole numbers are unlike them."""
    fractions = sum(bool(_FRACTION.fullmatch(cell)) for cell in cells)
    return bool(cells) and fractions / len(cells) >= MOST_FRACTIONS


def unit_of(cell: str) -> str:
    """The letters behind a number, as ``kg``; empty for none."""
    found = _UNIT.fullmatch(cell.strip())
    return "" if found is None else found[2]


def mark_of(cell: str) -> str:
    """The sign in front of a number or the mark behind it, as ``<`` or ``*``; empty for none."""
    found = _MARKS.fullmatch(cell.strip())
    return "" if found is None else (found[1] or found[3] or "").strip()


def plain(value: float) -> str:
    """A number as the name of a class."""
    return f"{value:.15g}"


def label(cell: str, form: Form = "point") -> str:
    """A cell as the name of a class: as it is written, only without a fraction of zeros."""
    text = cell.strip()
    found = _WHOLE[form].fullmatch(text) if form in _WHOLE else None
    return found[1] if found and found[1] != "-0" else text


def is_plain(name: str) -> bool:
    """Whether a class is called like its number, so that the number alone tells it."""
    value = number(name)
    return value is not None and plain(value) == name


def _undressed(text: str, form: str) -> float | None:
    """A number with signs of money, per cent, or parted thousands; in parentheses it is negative."""
    inner, negative = (text[1:-1].strip(), True) if text[:1] == "(" and text[-1:] == ")" else (text, False)
    found = _DRESSED[form].fullmatch(inner)
    if found is None or (negative and found["sign"]):
        return None
    digits = re.sub(r"['’\u00a0\u202f ]", "", found["number"])
    digits = digits.replace(",", "") if form == "point" else digits.replace(".", "").replace(",", ".")
    sign = "-" if negative or found["sign"] in {"-", "−"} else ""
    power = (found["power"] or "").lower().replace("d", "e")
    return float(f"{sign}{digits}{power}")


def _elaborate(text: str, form: str) -> float | None:
    """A date, a time, or a number with more beside it than its form alone."""
    if form in DATES:
        return days(text, form)
    if form == "time":
        return hours(text)
    beside, _, mark = form.partition(" ")
    found, group = (_UNIT.fullmatch(text), 1) if beside == "unit" else (_MARKS.fullmatch(text), 2)
    return number(text if found is None else found[group], "comma" if mark == "comma" else "point")
