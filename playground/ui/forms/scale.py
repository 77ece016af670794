"""How numbers lie on a slider."""

from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Any

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

POSITIONS = 1000


@dataclass(frozen=True)
class Scale:
    """The allowed range of a number and its place on a slider of 0..``POSITIONS``.

    Attributes:
        low: Lower bound, None for none.
        high: Upper bound.
        log: Even steps are even factors; a lower bound of 0 stands at the left end.
        integer: Whole numbers only.
        open_low: The lower bound itself is not allowed.
        open_high: Likewise.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False
    integer: bool = False
    open_low: bool = False
    open_high: bool = False

    @classmethod
    def of(cls, info: FieldInfo) -> "Scale":
        """Return the scale of an entry's parameter."""
        found: dict[str, Any] = {"integer": info.annotation in (int, int | None)}
        for rule in info.metadata:
            match rule:
                case Ge(ge=bound):
                    found["low"] = float(bound)  # type: ignore[arg-type]
                case Gt(gt=bound):
                    found |= {"low": float(bound), "open_low": True}  # type: ignore[arg-type]
                case Le(le=bound):
                    found["high"] = float(bound)  # type: ignore[arg-type]
                case Lt(lt=bound):
                    found |= {"high": float(bound), "open_high": True}  # type: ignore[arg-type]
        extra = info.json_schema_extra
        found["log"] = bool(isinstance(extra, dict) and extra.get("log"))
        scale = cls(**found)
        wide = scale.integer and scale.high is not None and scale.high > 100
        return cls(**{**found, "log": True}) if wide else scale

    @property
    def bounded(self) -> bool:
        """Whether it has both ends, so that a slider makes sense."""
        return self.low is not None and self.high is not None

    def refusal(self, value: float) -> str | None:
        """Return why a number is not allowed, None when it is."""
        if not isfinite(value):
            return "This is not a finite number."
        if self.integer and value != round(value):
            return "Only whole numbers are allowed."
        if self.low is not None and (value < self.low or (self.open_low and value == self.low)):
            return f"Must be {'greater than' if self.open_low else 'at least'} {self.low:g}."
        if self.high is not None and (value > self.high or (self.open_high and value == self.high)):
            return f"Must be {'less than' if self.open_high else 'at most'} {self.high:g}."
        return None

    @property
    def _least(self) -> float:
        """Smallest positive number of a logarithmic slider."""
        assert self.high is not None
        if self.integer:
            return max(1.0, self.low or 0)
        return self.low if self.low else self.high * 1e-8

    def position(self, value: float) -> int:
        """Return the slider position of a number."""
        assert self.low is not None
        assert self.high is not None
        if not self.log:
            share = (value - self.low) / (self.high - self.low)
            return round(POSITIONS * max(0.0, min(1.0, share)))
        if value < self._least:
            return 0
        share = log10(value / self._least) / log10(self.high / self._least)
        begin = 0 if self.low and self.low >= self._least else 1
        return max(begin, min(POSITIONS, begin + round((POSITIONS - begin) * share)))

    def value(self, position: int) -> float:
        """Return the number at a slider position, rounded to a sensible precision and kept inside the range."""
        assert self.low is not None
        assert self.high is not None
        if not self.log:
            raw = self.low + (self.high - self.low) * position / POSITIONS
            digits = 2 - floor(log10(self.high - self.low))
            return self._inside(round(raw) if self.integer else round(raw, digits))
        begin = 0 if self.low and self.low >= self._least else 1
        if position < begin:
            return self._inside(self.low)
        share = (position - begin) / (POSITIONS - begin)
        raw = self._least * (self.high / self._least) ** share
        return self._inside(round(raw) if self.integer else float(f"{raw:.1e}"))

    def _inside(self, value: float) -> float:
        assert self.low is not None
        assert self.high is not None
        span = (self.high - self.low) * 1e-3
        low = (
            self.low + span if self.open_low and not self.log else self._least if self.open_low else self.low
        )
        high = self.high - span if self.open_high else self.high
        return max(low, min(high, value))

    def stepped(self, value: float, direction: int) -> float:
        """Return the next number up (1) or down (-1): 1-2-5 on logarithmic scales, else a small even step."""
        if self.integer:
            raw = value + direction
        elif self.log:
            raw = _next_125(value if value > 0 else 1e-4, direction)
        else:
            size = 0.01 if self.bounded and (self.high or 0) - (self.low or 0) <= 2 else 0.1
            raw = round(value + direction * size, 6)
        if self.refusal(raw) is not None:
            raw = self._inside(raw) if self.bounded else value
        return max(value, raw) if direction > 0 else min(value, raw)


def _next_125(value: float, direction: int) -> float:
    exponent = floor(log10(value))
    series = [m * 10.0**e for e in range(exponent - 1, exponent + 3) for m in (1, 2, 5)]
    if direction > 0:
        return next(n for n in series if n > value * 1.001)
    return next(n for n in reversed(series) if n < value * 0.999)


def text_of(value: float) -> str:
    """Format a number as a field shows it: short, exact to six digits."""
    if isinstance(value, int):
        return str(value)
    if value and (abs(value) < 1e-3 or abs(value) >= 1e6):
        mantissa, exponent = f"{value:.5e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return f"{value:.6g}"
