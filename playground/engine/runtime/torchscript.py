"""Compiled TorchScript, kept by its source and shared by everything in the process that needs the same one."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

import torch
from torch.jit._fuser import optimized_execution

BYTES_PER_CHARACTER = 300
"""Memory of a compiled source that has run: 170 to 290 bytes for each character, 0.9 MB for a network of three layers
and 1.9 MB for a small convolutional one (resident memory per source, torch 2.10, CPU)."""
MOST_BYTES = 48 * 2**20
"""Memory of all that are kept: some 25 to 50 networks with their optimizers."""


NAMES = {"torch": torch, "ops": torch.ops}
"""What a source may call. Types are not among them: torch's own parser reads them in a third less time than Python."""


class SourceCache:
    """Compiled sources, the ones used last.

    Sources that are in use live as long as their users; this only decides which ones are ready to be used again.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._units: OrderedDict[str, torch.jit.CompilationUnit] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    @property
    def bytes(self) -> int:
        """Memory of the kept sources, as estimated from their text."""
        return self._characters * BYTES_PER_CHARACTER

    def __len__(self) -> int:
        return len(self._units)

    def get(self, source: str) -> torch.jit.CompilationUnit:
        """The functions of a source; compiled unless they are kept."""
        with self._lock:
            unit = self._units.get(source)
            if unit is not None:
                self._units.move_to_end(source)
                return unit
        unit = torch.jit.CompilationUnit()
        unit.define(source, NAMES.get)  # takes tens of milliseconds
        with self._lock:
            if source not in self._units:
                self._units[source] = unit
                self._characters += len(source)
                self._shrink()
            return self._units.get(source, unit)

    def _shrink(self) -> None:
        while self.bytes > self.most_bytes and len(self._units) > 1:
            source, _ = self._units.popitem(last=False)
            self._characters -= len(source)


SOURCES = SourceCache()
"""The cache of the process."""


def compiled(source: str) -> torch.jit.CompilationUnit:
    """Compile the functions of a source, or take them from the cache of the process."""
    return SOURCES.get(source)


def run_plain(unit: torch.jit.CompilationUnit, *args: object) -> Any:
    """Call a unit's function ``run`` without autograd, and without optimizing it: that takes longer than it saves."""
    with torch.no_grad(), optimized_execution(False):
        return unit.run(*args)
