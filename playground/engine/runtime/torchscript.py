"""Compiled TorchScript, kept by its source and shared by everything in the process that needs the same one."""

from __future__ import annotations

import builtins
import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import torch
from torch.jit._fuser import optimized_execution

BYTES_PER_CHARACTER = 300
"""Memory of a compiled source that has run: 170 to 290 bytes for each character, 0.9 MB for a network of three layers
and 1.9 MB for a small convolutional one (resident memory per source, torch 2.10, CPU)."""
MOST_BYTES = 48 * 2**20
"""Memory of all that are kept: some 25 to 50 networks with their optimizers."""


NAMES = {"torch": torch, "ops": torch.ops}
"""What a source may call. Types are not among them: torch's own parser reads them in a third less time than Python."""


_FUNCTION = re.compile(r"^def ", re.MULTILINE)
_CALLED = re.compile(r"(?<![\w.])([a-z]\w*)\(")


def _import(name: str, *rest: Any) -> Any:
    """Import a module; one that is loaded is only looked up."""
    return sys.modules[name] if name in sys.modules else builtins.__import__(name, *rest)


_define: Callable[[torch.jit.CompilationUnit, str, Callable[[str], Any]], None] = eval(  # noqa: S307
    "lambda unit, source, names: unit.define(source, names)",
    {"__builtins__": {**vars(builtins), "__import__": _import}},
)
"""Compile a source. Torch imports loaded modules thousands of times while it does so, through the ``__import__`` of the
calling function, and PySide6 replaces that with one in Python which takes a third of the whole time."""


class Unit:
    """Compiled functions of a source, as attributes of their names."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.__dict__.update(functions)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Callable[..., Any]: ...


class SourceCache:
    """Compiled sources, the ones used last.

    Sources that are in use live as long as their users; this only decides which ones are ready to be used again.
    Sources that have functions in common share them: an optimizer's rule is compiled once for all networks.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._units: OrderedDict[str, Unit] = OrderedDict()
        self._functions: WeakValueDictionary[str, Callable[..., Any]] = WeakValueDictionary()
        self._characters = 0
        self._lock = Lock()

    @property
    def bytes(self) -> int:
        """Memory of the kept sources, as estimated from their text."""
        return self._characters * BYTES_PER_CHARACTER

    def __len__(self) -> int:
        return len(self._units)

    def get(self, source: str) -> Unit:
        """The functions of a source; compiled unless they are kept."""
        with self._lock:
            unit = self._units.get(source)
            if unit is not None:
                self._units.move_to_end(source)
                return unit
        unit = self._compile(source)  # takes milliseconds to tens of them
        with self._lock:
            if source not in self._units:
                self._units[source] = unit
                self._characters += len(source)
                self._shrink()
            return self._units.get(source, unit)

    def _compile(self, source: str) -> Unit:
        """Compile the functions of a source one by one, those that other sources have not compiled."""
        functions: dict[str, Callable[..., Any]] = {}
        whole: dict[str, str] = {}  # each function's text behind the texts of what it calls
        for text in _FUNCTION.split(source)[1:]:
            called = [name for name in dict.fromkeys(_CALLED.findall(text)) if name in functions]
            name = text[: text.index("(")]
            key = whole[name] = "".join([*(whole[each] for each in called), f"def {text}"])
            with self._lock:
                function = self._functions.get(key)
            if function is None:
                names = {**NAMES, **{each: functions[each] for each in called}}
                made = torch.jit.CompilationUnit()
                _define(made, f"def {text}", names.get)
                with self._lock:
                    function = self._functions.setdefault(key, getattr(made, name))
            functions[name] = function
        return Unit(functions)

    def _shrink(self) -> None:
        while self.bytes > self.most_bytes and len(self._units) > 1:
            source, _ = self._units.popitem(last=False)
            self._characters -= len(source)


SOURCES = SourceCache()
"""The cache of the process."""


def compiled(source: str) -> Unit:
    """Compile the functions of a source, or take them from the cache of the process."""
    return SOURCES.get(source)


def run_plain(unit: Unit, *args: object) -> Any:
    """Call a unit's function ``run`` without autograd, and without optimizing it: that takes longer than it saves."""
    with torch.no_grad(), optimized_execution(False):
        return unit.run(*args)
