"""Copies from the device to host memory while the device keeps working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.arrays import Floats
from playground.engine.events.run import Event

DeferredEvent = Callable[[], Event]
"""Builds an event from copies in flight; waits for them if necessary."""


class HostCopy:
    """A copy of a tensor in host memory, of its present values.

    From a CUDA device it goes to pinned memory, asynchronously: start all copies before using the first one, and only
    that one waits. From any other device it is made at once.
    """

    def __init__(self, tensor: Tensor) -> None:
        """Start to copy."""
        tensor = tensor.detach()
        self._done: torch.cuda.Event | None = None
        if tensor.device.type == "cuda":
            self._copy = torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=True)
            self._copy.copy_(tensor, non_blocking=True)
            self._done = torch.cuda.Event()  # type: ignore[no-untyped-call]
            self._done.record(torch.cuda.current_stream(tensor.device))
        else:
            self._copy = tensor.to("cpu", copy=True)

    def numpy(self) -> NDArray[Any]:
        """Return the values with the tensor's shape and dtype, in memory of their own."""
        if self._done is not None:
            self._done.synchronize()
            return self._copy.numpy().copy()  # pinned memory is scarce, and reused by the next copy
        return self._copy.numpy()


def copy_numbers(values: Sequence[Tensor]) -> HostCopy:
    """Start to copy scalars of one dtype as one vector ``(n,)``; see ``as_floats``."""
    return HostCopy(torch.stack(list(values)) if values else torch.empty(0))


def as_floats(fetched: HostCopy) -> Floats:
    """Return copied values as float64, which not every device supports."""
    found: Floats = fetched.numpy().astype(np.float64)
    return found
