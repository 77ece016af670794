"""Findings that stay in sight for a while, so that what comes and goes with each minibatch can be read."""

from collections.abc import Iterable

HELD = 8
"""A finding leaves after this many measurements without it."""


class RecentFindings:
    """The findings of the latest measurements, in the order in which they came up."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[str, int]] = {}

    def add(self, findings: Iterable[str]) -> None:
        """Add the findings of a measurement; of one finding only the newest numbers are kept."""
        older = {key: (words, age + 1) for key, (words, age) in self._found.items() if age < HELD}
        self._found = older | {_key(words): (words, 0) for words in findings}

    @property
    def shown(self) -> list[tuple[str, bool]]:
        """Findings, and whether the newest measurement has them."""
        return [(words, age == 0) for words, age in self._found.values()]


def _key(words: str) -> tuple[str, str]:
    """Return the layer and the finding without its numbers."""
    layer, _, finding = words.split(" (", maxsplit=1)[0].partition(": ")
    return layer, "".join(letter for letter in finding if not letter.isdigit())
