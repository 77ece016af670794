"""Measurements kept in files, one for each device, so that devices and days can be compared."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import Any, get_args

from playground.hardware.inventory import DeviceFacts
from playground.hardware.measure.points import Kind, Point
from playground.hardware.measure.run import Measurement
from playground.spec.destinations import write_file
from playground.spec.paths import FileProblem

MOST_BYTES = 1_000_000


def keep(measurement: Measurement, folder: Path) -> None:
    """Keep a measurement in place of the earlier one of the same device; failures are silent, it can be repeated."""
    with suppress(OSError, FileProblem):
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(measurement.as_json(), indent=1, allow_nan=False)
        write_file(folder / f"{_file_name(measurement.device)}.json", text.encode())


def kept(folder: Path) -> tuple[Measurement, ...]:
    """Return the measurements that were kept, by name of device; files that are broken are left out."""
    found = []
    with suppress(OSError):
        for path in sorted(folder.glob("*.json")):
            with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
                if path.is_file() and path.stat().st_size <= MOST_BYTES:
                    found.append(_measurement(json.loads(path.read_text(encoding="utf-8"))))
    return tuple(found)


def _file_name(device: DeviceFacts) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{device.key} {device.name}").strip("-").lower()[:100]


def _measurement(found: Mapping[str, Any]) -> Measurement:
    device, points = found["device"], found["points"]
    facts = DeviceFacts(
        key=str(device["key"])[:100], name=str(device["name"])[:200], memory=int(device["memory"]),
        capability=str(device["capability"])[:300], driver=str(device["driver"])[:300],
    )  # fmt: skip
    return Measurement(facts, tuple(map(_point, points)))


def _point(found: Mapping[str, Any]) -> Point:
    kind = found["kind"]
    if kind not in get_args(Kind):
        raise ValueError(kind)
    numbers = [float(found[name]) for name in ("x", "y", "seconds")]
    if not all(isfinite(number) and number >= 0.0 for number in numbers):
        raise ValueError("numbers of a measurement are finite and not negative")
    return Point(kind, str(found["curve"])[:200], *numbers)
