"""JSON as projects and clipboards hold it: each key once, numbers that can be used, whole characters, bounded depth."""

from __future__ import annotations

import json
import re
from collections import Counter
from math import isinf
from typing import Any, NoReturn

MOST_LEVELS = 40
MOST_PARTS = 60_000
"""Lists and objects in one text; a network as large as allowed has about half as many."""
_BRACKET_OR_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"|[][{}]', re.DOTALL)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class JsonProblem(ValueError):
    """A text that is not acceptable JSON; the end of a sentence that begins with the name of the file."""


def read_json(text: str) -> Any:
    """Return the value that a text holds.

    Raises:
        JsonProblem: When it is broken, or nested too deep, or holds a key twice in one place, a number that cannot be
            used or half of a character.
    """
    if text.count("{") + text.count("[") > MOST_PARTS:
        _check_size(text)
    try:
        found = json.loads(
            text.removeprefix("\ufeff"),
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_integer,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        raise JsonProblem(
            f"line {error.lineno}, column {error.colno}: broken JSON: {error.msg.lower()}."
        ) from None
    except RecursionError:
        raise _too_deep() from None
    _check_depth(found)
    if "\\u" in text or _HALF_CHARACTER.search(text):
        _refuse_half_characters(found, ())
    return found


def _check_size(text: str) -> None:
    """Count lists and objects; brackets inside texts do not count, and a chain of opening ones is deep, not long."""
    opened, depth = 0, 0
    for found in _BRACKET_OR_TEXT.finditer(text):
        sign = found[0][0]
        if sign in "[{":
            opened, depth = opened + 1, depth + 1
            if depth > MOST_LEVELS:
                raise _too_deep()
            if opened > MOST_PARTS:
                raise JsonProblem(f"is too large: it holds more than {MOST_PARTS:,} lists and objects.")
        elif sign in "]}":
            depth -= 1


def _refuse_constant(word: str) -> NoReturn:
    raise JsonProblem(f"holds {word}, which is not a number that can be used.")


def _float(digits: str) -> float:
    value = float(digits)
    if isinf(value):
        raise JsonProblem(f"holds {digits[:20]}, which is too large a number.")
    return value


def _integer(digits: str) -> int:
    if len(digits) > 40:
        raise JsonProblem(f"holds a number with {len(digits)} digits.")
    return int(digits)


def _unique(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) != len(items):
        twice = Counter(key for key, _ in items).most_common(1)[0][0]
        raise JsonProblem(f"“{_printable(twice[:40])}” appears twice in one place.")
    return found


def _too_deep() -> JsonProblem:
    return JsonProblem(f"is nested more than {MOST_LEVELS} levels deep.")


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MOST_LEVELS + 1):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below.extend(part for part in each.values() if isinstance(part, dict | list))
            elif isinstance(each, list):
                below.extend(part for part in each if isinstance(part, dict | list))
        if not below:
            return
        level = below
    raise _too_deep()


def _refuse_half_characters(value: Any, place: tuple[str, ...]) -> None:
    if isinstance(value, str):
        if _HALF_CHARACTER.search(value):
            where = f"{' → '.join(place)}: " if place else ""
            raise JsonProblem(f"{where}the text contains an incomplete character.")
    elif isinstance(value, dict):
        for key, part in value.items():
            if _HALF_CHARACTER.search(key):
                raise JsonProblem(f"the name “{_printable(key[:40])}” contains an incomplete character.")
            _refuse_half_characters(part, (*place, _printable(key[:40])))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            _refuse_half_characters(part, (*place, str(number)))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text)
