"""Sums over all processes that train together, as TorchScript: in shared memory on one machine, else by collectives."""

from __future__ import annotations

import mmap
import platform
import tempfile
from math import prod
from pathlib import Path
from time import sleep

import torch
import torch.distributed as dist
from torch import Tensor

from playground.engine.runtime.devices import DeviceProblem
from playground.engine.runtime.ranks import LOST as ENDED
from playground.engine.runtime.ranks import Ranks
from playground.engine.runtime.torchscript import NAMES

LEAST_WIDTH = 4096
"""Numbers that fit a small sum, of losses or of statistics of a batch norm, at least."""
LINE = 8
"""Integers of 8 bytes in a cache line, which each counter has to itself."""

IN_MEMORY = """
def meet(arrived: Tensor, ended: Tensor, turn: int):
    arrived[{rank}].fill_(turn)
    looks = 0
    while int(arrived.min().item()) < turn:
        assert int(ended.item()) == 0, "{lost}"
        looks += 1
        if looks > {patience}:
            looks += ops.descent.nap(arrived)
def next_turn(s: List[Tensor]) -> int:
    return int(s[1][{rank}].item()) + 1
def add_gradients(g: Tensor, s: List[Tensor], turn: int):
    meet(s[1], s[4], turn)
    torch.sum(s[0][turn % 2], [0], out=g)
def add_gradient(g: Tensor, s: List[Tensor]):
    turn = next_turn(s)
    s[0][turn % 2][{rank}].copy_(g)
    add_gradients(g, s, turn)
def total(own: Tensor, s: List[Tensor]) -> Tensor:
    turn = int(s[3][{rank}].item()) + 1
    rows = s[2][turn % 2].narrow(1, 0, own.numel())
    rows[{rank}].copy_(own.reshape(-1))
    meet(s[3], s[4], turn)
    return rows.sum(0).view(own.size())
"""
"""Each process writes its part into its own row and counts; when all have counted, each adds the rows itself.

Rows and counters are ``s``: of gradients, of small sums, and whether a process has ended. Two sets of rows take turns:
a row is written again two sums later, when every process has read it, as each has counted for the sum between them.
Waiting is a loop at first, because shares of a batch take about the same time; a process that is much later, as on a
busy machine, gets the core.
"""
BY_COLLECTIVES = """
def next_turn(s: List[Tensor]) -> int:
    return 0
def add_gradients(g: Tensor, s: List[Tensor], turn: int):
    ops._c10d_functional.wait_tensor(ops._c10d_functional.all_reduce_(g, "sum", "{group}"))
def add_gradient(g: Tensor, s: List[Tensor]):
    add_gradients(g, s, 0)
def total(own: Tensor, s: List[Tensor]) -> Tensor:
    return ops._c10d_functional.wait_tensor(ops._c10d_functional.all_reduce(own, "sum", "{group}"))
"""
LOST = "a process has ended"
PATIENCE = 500
"""Looks at the counters, of a microsecond or two each, before a process naps between them."""
NAP = 1e-4
"""Seconds."""

_LIBRARY = torch.library.Library("descent", "FRAGMENT")  # type: ignore[no-untyped-call]
_LIBRARY.define("nap(Tensor any) -> int")  # type: ignore[no-untyped-call]


def _nap(_any: Tensor) -> int:
    sleep(NAP)
    return 1


_LIBRARY.impl("nap", _nap, "CompositeExplicitAutograd")  # type: ignore[no-untyped-call]


class Total:
    """Sums over all processes.

    Attributes:
        source: TorchScript of ``next_turn``, ``add_gradients``, ``add_gradient`` and ``total``.
        tensors: Their argument ``s``.
        gradients: Where this process writes its own gradients, ``(P,)`` each; the loop takes them in turns.
    """

    def __init__(self, ranks: Ranks, grad: Tensor, small: int) -> None:
        """Agree on the means; every process does this at the same time.

        Args:
            ranks: The processes.
            grad: The flat gradient, ``(P,)``.
            small: Most numbers of a small sum.
        """
        self._grad = grad
        if ranks.on_one_machine and in_order() and grad.device.type == "cpu":
            self.tensors = _shared(ranks, grad, max(LEAST_WIDTH, small))
            self.gradients = [rows[ranks.rank] for rows in self.tensors[0]]
            self.source = IN_MEMORY.format(rank=ranks.rank, lost=LOST, patience=PATIENCE)
            ranks.watch(self.tensors[4])
        else:
            self.tensors, self.gradients = [], [grad]
            every = dist.group.WORLD
            assert every is not None, "the processes are connected"
            self.source = BY_COLLECTIVES.format(group=every.group_name)
        self._unit = torch.jit.CompilationUnit()
        self._unit.define(self.source, NAMES.get)

    def add_gradient(self) -> None:
        """Replace the flat gradient by its sum over all processes."""
        with torch.no_grad():
            self._unit.add_gradient(self._grad, self.tensors)

    def __call__(self, own: Tensor) -> Tensor:
        """Return the sum of a small tensor over all processes."""
        with torch.no_grad():
            found: Tensor = self._unit.total(own, self.tensors)
        return found


def in_order() -> bool:
    """Whether processors of this machine see writes in the order in which another one wrote them."""
    return platform.machine().lower() in {"x86_64", "amd64", "i386", "i686"}


def _shared(ranks: Ranks, grad: Tensor, width: int) -> list[Tensor]:
    """Map a file of the leader into the memory of each process."""
    size, bytes_each = ranks.size, grad.element_size()
    parts: list[tuple[tuple[int, ...], torch.dtype]] = [
        ((2, size, len(grad)), grad.dtype),
        ((size, LINE), torch.int64),
        ((2, size, width), grad.dtype),
        ((size, LINE), torch.int64),
        ((LINE,), torch.int64),
    ]
    lengths = [
        -(-prod(shape) * (8 if dtype is torch.int64 else bytes_each) // mmap.PAGESIZE) * mmap.PAGESIZE
        for shape, dtype in parts
    ]
    name = ranks.told_by_leader(_new_file(sum(lengths)) if ranks.leads else None)
    if name is None:
        raise DeviceProblem(ENDED)
    path = Path(name)
    memory = torch.from_file(str(path), shared=True, size=sum(lengths), dtype=torch.uint8)
    ranks.meet()  # every process has mapped it
    if ranks.leads:
        path.unlink()
    pieces = torch.split(memory, lengths)
    tensors = [
        piece.view(dtype)[: prod(shape)].view(shape)
        for piece, (shape, dtype) in zip(pieces, parts, strict=True)
    ]
    return [tensors[0], tensors[1][:, 0], tensors[2], tensors[3][:, 0], tensors[4][0]]


def _new_file(length: int) -> str:
    fast = Path("/dev/shm")  # noqa: S108 - memory without a disk, where there is such a folder
    with tempfile.NamedTemporaryFile(delete=False, dir=fast if fast.is_dir() else None) as file:
        file.truncate(length)
    return file.name
