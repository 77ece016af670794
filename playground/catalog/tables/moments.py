"""Dates and times of day as numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_DAY = r"[T ](\d{1,2}):(\d{2})(?::(\d{2})([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
DATES = {
    "ymd": re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:{_DAY})?"),
    "dmy": re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}})(?:{_DAY})?"),
}
DATES["mdy"] = DATES["dmy"]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATES["month"] = re.compile(
    rf"(?:(?P<day>\d{{1,2}})[-/. ] ?{_MONTH.format('named')}|{_MONTH.format('first')}[-/. ] ?(?P<later>\d{{1,2}}),?)"
    rf"[-/., ] ?(?P<year>\d{{4}})(?:{_DAY})?",
    re.IGNORECASE,
)
TIME = re.compile(r"(-?)(\d{1,4}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
NOON = 12


def hours(text: str) -> float | None:
    """Return the hours of a time of day or of a duration, as ``8:15``, ``3:05 pm`` or ``26:10:05.5``."""
    found = TIME.fullmatch(text)
    if found is None:
        return None
    sign, first, minutes, seconds, fraction, half = found.groups()
    whole = int(first)
    if half:
        if not 1 <= whole <= NOON:
            return None
        whole = whole % NOON + NOON * (half in "pP")
    value = whole + int(minutes) / 60 + float(f"{seconds or 0}.{fraction or 0}") / 3600
    return -value if sign else value


def days(text: str, form: str) -> float | None:
    """Return the days since 1970 of a date.

    Args:
        text: The date, with a time of day or without.
        form: Key of ``DATES``.
    """
    found = DATES[form].fullmatch(text)
    if found is None:
        return None
    first, second, third = found.groups()[0], *found.groups()[2:4]
    hour, minute, seconds, fraction, zone = found.groups()[-5:]
    year, month, day = {
        "ymd": (first, second, third),
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "month": _named(found) if form == "month" else ("", "", ""),
    }[form]
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(seconds or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    offset = 0
    if zone and zone != "Z":
        offset = (1 if zone[0] == "+" else -1) * (3600 * int(zone[1:3]) + 60 * int(zone[-2:]))
    rest = float(fraction.replace(",", ".")) if fraction else 0.0
    return (moment.timestamp() - offset + rest) / 86_400


def _named(found: re.Match[str]) -> tuple[str, str, str]:
    """Year, month and day of a date with the name of a month."""
    name = found["named"] or found["first"]
    return found["year"], str(1 + MONTHS.index(name[:3].lower())), found["day"] or found["later"]
