"""Who computed when in one batch, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.engine.events.stages import StagePass

WIDTH = 64
"""Characters of a row."""
LEGEND = "A digit is the forward pass of a micro-batch, a letter its backward pass, a dot waiting."


def timeline(passes: tuple[StagePass, ...]) -> Iterator[str]:
    """Yield a row of ``WIDTH`` characters for each process, and what they mean; nothing without passes."""
    if not passes:
        return
    from playground.engine.events.stages import idle_words  # noqa: PLC0415 - loads numpy

    whole = max(each.end for each in passes)
    for process in range(1 + max(each.process for each in passes)):
        row = ["·"] * WIDTH
        for each in (one for one in passes if one.process == process):
            begin = min(WIDTH - 1, int(each.begin / whole * WIDTH))
            end = max(begin + 1, round(each.end / whole * WIDTH))
            sign = str((each.micro + 1) % 10) if each.forward else chr(ord("a") + each.micro % 26)
            row[begin:end] = sign * (end - begin)
        yield f"process {process + 1}  {''.join(row)}"
    yield LEGEND
    yield idle_words(passes)
