"""A simulated accelerator: a device ``npu:0`` of torch whose memory is that of the CPU.

Its tensors answer with their own device. As on a real one, an operation on tensors of two devices is refused, and what
the host reads is counted. It can lack float64, and refuse operations that a graph of launches could not hold. Torch
calls devices that are registered from Python ``privateuseone``; the name is that of the one package that does it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.utils import _pytree as pytree
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

NAME = "npu"
WAITS = {"_local_scalar_dense", "nonzero", "masked_select", "unique_dim", "_unique2", "equal"}
"""Operations whose result the host must wait for."""

MEET = {"copy_", "_copy_from", "index", "index_put", "index_put_", "_index_put_impl_"}
"""Operations that take tensors of two devices: copies, and places on the host in a tensor of the device."""


class WrongDevice(RuntimeError):
    """Tensors of two devices met."""


class NotCapturable(RuntimeError):
    """An operation waits for the device while work is captured."""


class NoFloat64(TypeError):
    """The device lacks float64."""


class Simulation:
    """What is counted and forbidden.

    Attributes:
        waits: How often the host waited for a result, by operation.
        copies: Copies to the host.
        float64: Whether the device has it.
        capturing: Whether work is captured, so that nothing may wait.
    """

    def __init__(self) -> None:
        self.waits: Counter[str] = Counter()
        self.copies = 0
        self.float64, self.capturing = True, False

    def count(self) -> int:
        """Return how often the host has waited or copied since the last call."""
        found, self.copies = sum(self.waits.values()) + self.copies, 0
        self.waits.clear()
        return found

    @contextmanager
    def captured(self) -> Iterator[None]:
        """Refuse inside what waits."""
        self.capturing = True
        try:
            yield
        finally:
            self.capturing = False


SIMULATION = Simulation()


class OnDevice(torch.Tensor):
    """A tensor of the simulated device; ``held`` has its numbers."""

    held: torch.Tensor

    @staticmethod
    def __new__(cls, held: torch.Tensor) -> OnDevice:
        made = torch.Tensor._make_wrapper_subclass(
            cls, held.size(), strides=held.stride(), storage_offset=held.storage_offset(), dtype=held.dtype,
            layout=held.layout, device=torch.device(NAME, 0), requires_grad=held.requires_grad,
        )  # fmt: skip
        made.held = held
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> OnDevice:
        """Copy the numbers; torch would copy memory that a tensor of this class does not have."""
        made = OnDevice(self.held.detach().clone()).requires_grad_(self.requires_grad)
        if isinstance(self, torch.nn.Parameter):
            made._is_param = True
        memo[id(self)] = made
        return made

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Keep the numbers beside the tensor where its memory is exchanged; else as it is."""
        del types
        if func == torch.Tensor.data.__set__:
            args[0].held = args[1].held
        if func == torch.Tensor.__getitem__ and isinstance(args[1], list | np.ndarray):
            args = args[0], torch.as_tensor(args[1]).to(args[0].device)  # see ``_tensor``
        with torch._C.DisableTorchFunctionSubclass():
            return func(*args, **(kwargs or {}))

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation on at least one tensor of the device."""
        del types
        return run(func, args, kwargs or {})


def run(func: Any, args: Any, kwargs: Any) -> Any:
    """Run an operation of the device on the numbers that its tensors hold."""
    with torch.inference_mode(mode=False):
        name, kwargs = func.overloadpacket.__name__, dict(kwargs)
        target = kwargs.get("device")
        to_host = target is not None and torch.device(target).type == "cpu"
        if target is not None:
            kwargs["device"] = torch.device("cpu")
        mine = {
            id(each.held): each for each in pytree.tree_leaves((args, kwargs)) if isinstance(each, OnDevice)
        }
        _refuse(name, func, args, kwargs, mine=bool(mine), to_host=to_host)
        out = func(*pytree.tree_map(_held, args), **pytree.tree_map(_held, kwargs))
        if to_host or (name == "copy_" and not isinstance(args[0], OnDevice)):
            SIMULATION.copies += 1
            return args[0] if name == "copy_" else out
        return pytree.tree_map(lambda each: _wrapped(each, mine), out)


def _refuse(name: str, func: Any, args: Any, kwargs: Any, *, mine: bool, to_host: bool) -> None:
    if name in WAITS:
        SIMULATION.waits[name] += 1
    if SIMULATION.capturing and (name in WAITS or to_host):
        raise NotCapturable(f"{func} waits for the device while work is captured")
    others = [
        each
        for each in pytree.tree_leaves((args, kwargs))
        if isinstance(each, torch.Tensor) and not isinstance(each, OnDevice)
    ]
    if mine and name not in MEET and any(each.dim() for each in others):
        raise WrongDevice(f"{func}: expected all tensors on {NAME}:0, but found one on the CPU")
    wanted = kwargs.get("dtype")
    if not SIMULATION.float64 and not to_host and wanted is torch.float64:
        raise NoFloat64(f"{func}: {NAME}:0 has no float64")


def _held(each: Any) -> Any:
    return each.held if isinstance(each, OnDevice) else each


def _wrapped(each: Any, mine: dict[int, OnDevice]) -> Any:
    if not isinstance(each, torch.Tensor):
        return each
    if not SIMULATION.float64 and each.dtype is torch.float64:
        raise NoFloat64(f"{NAME}:0 has no float64")
    return mine[id(each)] if id(each) in mine else OnDevice(each)


def install() -> torch.device:
    """Register the device in this process, for good; return it."""
    _setup_privateuseone_for_python_backend(NAME)
    library = torch.library.Library("_", "IMPL")
    library.fallback(lambda op, *args, **kwargs: run(op, args, kwargs), "PrivateUse1")
    _KEPT.append(library)
    torch.tensor = partial(_tensor, torch.tensor)
    return torch.device(f"{NAME}:0")


def _tensor(make: Any, data: Any, *, device: Any = None, **kwargs: Any) -> torch.Tensor:
    """Make a tensor from numbers; torch's own function asserts on devices that are registered from Python."""
    made: torch.Tensor = make(data, **kwargs)
    return made if device is None else made.to(device)


_KEPT: list[Any] = []
