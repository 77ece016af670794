"""Why a value is refused: one sentence that names the place."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from playground.spec.paths import shown

PARAMETER = "should be a finite number, text, true or false."


class SpecProblem(ValueError):
    """A value that a project refuses; one sentence."""


def first_mistake(error: ValidationError, given: Any) -> str:
    """Return the first mistake of a validation with its place, e.g. ``lanes → 2 → name: field required.`` in a race.

    Args:
        error: What pydantic says.
        given: What was validated: mappings, lists and values of a project.
    """
    first = error.errors(include_url=False, include_context=False)[0]
    place = _place(given, first["loc"])
    shown_place = " → ".join(shown(str(part)) for part in place)
    if first["type"] == "string_unicode":
        what = "the text contains an incomplete character."
    elif first["type"] == "string_pattern_mismatch":
        what = f"“{shown(str(first['input']))}” is not one of the possible values."
    elif place[-2:-1] == ["params"]:
        what = PARAMETER
    else:
        what = _sentence(first["msg"])
    return f"{shown_place}: {what}" if place else what


def _place(value: Any, location: tuple[int | str, ...]) -> list[int | str]:
    """Return the path to a wrong value in the data given, without the parts that the validator adds."""
    path: list[int | str] = []
    for part in location:
        if isinstance(value, dict):
            path.append(part)
            value = value.get(part)
        elif isinstance(value, list | tuple) and isinstance(part, int):
            path.append(part)
            value = value[part] if part < len(value) else None
    return path


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").rstrip(".")
    return f"{text[:1].lower()}{text[1:]}."
