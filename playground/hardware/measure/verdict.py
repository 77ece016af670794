"""What measurements mean, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from playground.hardware.measure.points import Kind, Point

LECTURE = {"the CPU i9-7900K about": 640.0, "the GPU RTX 3090 about": 35_600.0}
"""GFLOP/s in float32 of the machines of the lecture behind this project."""
HALF = 0.5


def verdict(points: Sequence[Point]) -> tuple[str, ...]:
    """Return what some points say, one sentence each; nothing of what was not measured."""
    sentences = (_products(points), _copies(points), _batches(points), _loader(points))
    return tuple(sentence for sentence in sentences if sentence)


def roof(points: Sequence[Point], curve: str = "float32") -> float:
    """Return the most operations per second that were reached, in GFLOP/s; 0 where none were measured."""
    return max((point.y for point in _of(points, "product", curve)), default=0.0)


def _of(points: Sequence[Point], kind: Kind, curve: str | None = None) -> list[Point]:
    return [point for point in points if point.kind == kind and curve in (None, point.curve)]


def _products(points: Sequence[Point]) -> str:
    top = roof(points)
    if not top:
        return ""
    near = min(point.x for point in _of(points, "product", "float32") if point.y >= HALF * top)
    others = ", ".join(f"{name} {speed:,.0f}" for name, speed in LECTURE.items())
    return (
        f"Products in float32 reach {top:,.0f} GFLOP/s (machines of the lecture: {others}). Matrices need about "
        f"{near:,.0f} rows for half of it: in smaller ones, starting the work costs more than the sums."
    )


def _copies(points: Sequence[Point]) -> str:
    curves = {point.curve for point in _of(points, "copy")}
    best = {curve: max(point.y for point in _of(points, "copy", curve)) for curve in curves}
    if "to the device" not in best:
        return f"Memory is copied at {best['inside memory']:.1f} GB/s." if best else ""
    pinned = best.get("to the device, pinned")
    more = f", from pinned memory at {pinned:.1f} GB/s" if pinned else ""
    return (
        f"Samples reach the device at {best['to the device']:.1f} GB/s{more}: keep them there, or copy ahead."
    )


def _batches(points: Sequence[Point]) -> str:
    names = dict.fromkeys(point.curve for point in _of(points, "network"))
    sentences = []
    for name in names:
        found = _of(points, "network", name)
        first, best = found[0], max(found, key=lambda point: point.y)
        if len(found) == 1:
            sentences.append(f"{name}: one pass of one sample takes {first.seconds:.2g} s.")
        elif best.y > 3.0 * first.y:
            sentences.append(
                f"{name}: {best.x:,.0f} samples at once are {best.y / first.y:.0f} times as fast as one at a time, "
                "so a pass of a small batch is mostly overhead."
            )
        else:
            sentences.append(f"{name}: the sums themselves take the time, at any batch size.")
    return " ".join(sentences)


def _loader(points: Sequence[Point]) -> str:
    found = _of(points, "loader")
    if not found:
        return ""
    best = max(found, key=lambda point: point.y)
    where = "in the training thread" if not best.x else f"with {best.x:.0f} reading processes"
    eaters = [max(_of(points, "network", name), key=lambda point: point.y) for name in
              dict.fromkeys(point.curve for point in _of(points, "network"))]  # fmt: skip
    sentence = f"Files are read at up to {best.y:,.0f} pictures/s, {where}."
    starved = [each for each in eaters if each.y > best.y]
    fed = [each for each in eaters if each.y <= best.y]
    if starved:
        sentence += f" Fed from such files, {_names(starved)} would wait: reading would be the bottleneck."
    if fed:
        sentence += f" It is enough for {_names(fed)}: computing is the bottleneck."
    return sentence


def _names(points: Sequence[Point]) -> str:
    return ", ".join(f"{point.curve} ({_rate(point.y)}/s)" for point in points)


def _rate(per_second: float) -> str:
    return f"{per_second:,.0f}" if per_second >= 10.0 else f"{per_second:.2g}"
