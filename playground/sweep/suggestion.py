"""Values to begin with where a setting is chosen for a sweep."""

from __future__ import annotations

from playground.sweep.setting import Setting


def suggested_values(setting: Setting) -> str:
    """Return values around that of the project, as they are typed."""
    if setting.kind == "switch":
        return "on, off"
    if setting.kind == "choice":
        first = [str(setting.value), *(each for each in setting.choices if each != setting.value)]
        return ", ".join(first[:3])
    value = setting.value if isinstance(setting.value, int | float) else 0
    if setting.kind == "number" and setting.log and value > 0:
        low, high = _within(setting, value / 10), _within(setting, value * 10)
        return f"{low:g}..{high:g}:3:log"
    if value:
        around = [value / 2, value, value * 2]
    else:
        around = [0, 1e-4, 1e-2] if setting.log else [0, 1, 2] if setting.kind == "whole" else [0, 0.1, 0.2]
    kept = [_within(setting, each) for each in around]
    shown = [f"{round(each)}" if setting.kind == "whole" else f"{each:g}" for each in kept]
    return ", ".join(dict.fromkeys(shown))


def _within(setting: Setting, value: float) -> float:
    """Return a value within the bounds; a bound that is excluded is not reached."""
    if setting.high is not None and value >= setting.high:
        value = setting.high if setting.kind == "whole" else setting.high - 0.05 * abs(setting.high)
    return value if setting.low is None else max(value, setting.low)
