"""Memory that was freed, but that the C library keeps for later."""

from __future__ import annotations

import ctypes
from functools import cache


def release_freed() -> None:
    """Return freed memory to the system; does nothing where the C library has no function for it."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # not the GNU C library
        return None
