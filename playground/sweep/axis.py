"""One axis of a sweep: the values of a setting, typed as a list ``16,32,64`` or as a range ``1e-4..1``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from playground.spec.base import Value
from playground.sweep.setting import Setting

FEW = 5
"""Points of a linear range whose number is not given."""
MOST = 1000
"""Points of one axis."""
DECADES = 2
"""A range that spans more than this many powers of ten is logarithmic."""
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\.\.({_NUMBER})((?::[a-z0-9]+)*)", re.ASCII)
_SWITCH = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


@dataclass(frozen=True)
class Axis:
    """The values that a setting takes.

    Attributes:
        name: Of the setting.
        values: All values of a list, or the points of a range.
        span: Least and greatest value of a range from which samplers may draw any number; None for a list.
        log: Whether the range is logarithmic.
        whole: Whether its numbers are whole.
    """

    name: str
    values: tuple[Value, ...]
    span: tuple[float, float] | None = None
    log: bool = False
    whole: bool = False

    @property
    def words(self) -> str:
        """The values in words, with the scale of a range."""
        shown = [_shown(value) for value in self.values]
        listed = ", ".join(shown if len(shown) <= 12 else [*shown[:3], "…", shown[-1]])
        scale = "" if self.span is None else f" on a {'logarithmic' if self.log else 'linear'} scale"
        return f"{self.name}: {listed}{scale}"


def axis_of(setting: Setting, text: str) -> Axis:
    """Read the values of a setting.

    ``low..high`` is a range, logarithmic where it spans more than two powers of ten; ``:7`` behind it is the number of
    its points, ``:log`` or ``:linear`` its scale. Everything else is a list, separated by commas.

    Raises:
        ValueError: When it cannot be read; one sentence.
    """
    found = _RANGE.fullmatch(text.strip())
    if found is not None and setting.kind in {"number", "whole"}:
        return _range(setting, float(found[1]), float(found[2]), found[3].split(":")[1:])
    if ".." in text and setting.kind in {"number", "whole"}:
        raise ValueError(f"{setting.name}: “{text[:40]}” is no range; write one like 1e-4..1 or 0..1:5.")
    values = [_value(setting, part.strip()) for part in text.split(",") if part.strip()]
    if not values:
        raise ValueError(f"{setting.name}: name at least one value.")
    if len(values) > MOST:
        raise ValueError(f"{setting.name}: {len(values):,} values are more than {MOST:,}.")
    return Axis(setting.name, tuple(dict.fromkeys(values)))


def _range(setting: Setting, low: float, high: float, options: list[str]) -> Axis:
    name = setting.name
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"{name}: a range begins with its smaller number, not {low:g}..{high:g}.")
    log, count, whole = low > 0 and high > low * 10**DECADES, 0, setting.kind == "whole"
    for option in options:
        if option in {"log", "linear"}:
            log = option == "log"
        elif option.isdecimal() and 2 <= int(option) <= MOST:
            count = int(option)
        else:
            raise ValueError(
                f"{name}: behind a range stands a number of points from 2 to {MOST:,}, log or linear."
            )
    if log and low <= 0:
        raise ValueError(f"{name}: a logarithmic range begins above 0.")
    if whole and not (low.is_integer() and high.is_integer()):
        raise ValueError(f"{name}: should be a whole number, at both ends of the range.")
    values = _points(low, high, count or (round(math.log10(high / low)) + 1 if log else FEW), log=log)
    listed = dict.fromkeys(round(value) for value in values) if whole else values
    # A number of points that was asked for holds for samplers as well.
    return Axis(name, tuple(listed), None if count else (low, high), log, whole)


def _points(low: float, high: float, count: int, *, log: bool) -> list[float]:
    """Return evenly spaced numbers with at most 12 digits, both ends included."""
    count = max(2, count)
    shares = [place / (count - 1) for place in range(count)]
    if log:
        inner = [low * (high / low) ** share for share in shares[1:-1]]
    else:
        inner = [low + (high - low) * share for share in shares[1:-1]]
    return [low, *(float(f"{value:.12g}") for value in inner), high]


def _value(setting: Setting, word: str) -> Value:
    name = setting.name
    if setting.kind == "choice":
        if word not in setting.choices:
            from difflib import get_close_matches  # noqa: PLC0415 - for the message alone

            near = get_close_matches(word, setting.choices, 3, 0.4) or setting.choices[:6]
            raise ValueError(
                f"{name}: there is no “{word[:40]}”; possible are, for example, {', '.join(near)}."
            )
        return word
    if setting.kind == "switch":
        if word.lower() not in _SWITCH:
            raise ValueError(f"{name}: should be on or off, not “{word[:40]}”.")
        return _SWITCH[word.lower()]
    if re.fullmatch(_NUMBER, word, re.ASCII) is None or not math.isfinite(float(word)):
        raise ValueError(f"{name}: should be a number, not “{word[:40]}”.")
    if setting.kind == "number":
        return float(word)
    if not float(word).is_integer():
        raise ValueError(f"{name}: should be a whole number, not {word[:40]}.")
    return int(float(word))


def _shown(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
