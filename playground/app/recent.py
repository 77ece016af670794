"""The files opened last."""

from collections.abc import Sequence

KEPT = 10


def with_file(recent: Sequence[str], path: str) -> tuple[str, ...]:
    """Return the list with a file at its top, without duplicates, at most ``KEPT`` long."""
    return (path, *(other for other in recent if other != path))[:KEPT]
