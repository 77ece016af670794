"""torch, imported when something of it is first used: half of the time of a start, which a window does not wait for.

Modules that describe (the catalog above all) take it from here; those that compute import it themselves.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = ["functional", "nn", "torch"]


class Lazy(ModuleType):
    """Stands for a module until an attribute is read."""

    def __getattr__(self, name: str) -> object:
        """Import the module, or wait for the thread that imports it, and keep the attribute.

        torch itself comes first: two threads that begin with different parts of it would wait for each other.
        """
        import_module("torch")
        value = getattr(import_module(self.__name__), name)
        setattr(self, name, value)
        return value


if TYPE_CHECKING:
    import torch
    from torch import nn
    from torch.nn import functional
else:
    torch, nn, functional = Lazy("torch"), Lazy("torch.nn"), Lazy("torch.nn.functional")
