"""Numbers on their way from the device into the computer's own memory, while the device works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.engine.events.run import Event, Floats

Later = Callable[[], Event]
"""Makes an event of what was asked of the device; waits for it where it has to."""


class Fetched:
    """A copy of a tensor as it is now.

    From a CUDA device it is made in pinned memory and beside the work that follows: begin all copies, then use them,
    and only the first one waits. Everywhere else it is made at once.
    """

    def __init__(self, tensor: Tensor) -> None:
        """Begin to copy."""
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
        """The numbers, of the tensor's shape and type, in memory of their own."""
        if self._done is not None:
            self._done.synchronize()
            return self._copy.numpy().copy()  # pinned memory is short, and used again by the next copy
        return self._copy.numpy()


def fetch_numbers(values: Sequence[Tensor]) -> Fetched:
    """Begin to copy single numbers ``()``, all of one type, as one vector ``(n,)``; see ``numbers``."""
    return Fetched(torch.stack(list(values)) if values else torch.empty(0))


def numbers(fetched: Fetched) -> Floats:
    """What was fetched in float64, which not every device can compute."""
    found: Floats = fetched.numpy().astype(np.float64)
    return found
