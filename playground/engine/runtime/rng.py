"""The one place that seeds. A lane's random numbers depend on its seed alone, whatever else draws in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock

import torch

ALONE = RLock()
"""Held by whoever uses torch's own generators. All threads share these, so the numbers of one would depend on what the
others draw; and where two threads ask for their state at once, torch waits for ever."""


@contextmanager
def untouched() -> Iterator[None]:
    """Inside, anybody may draw from torch's generator on the CPU; afterwards it stands where it stood."""
    with ALONE, torch.random.fork_rng(devices=[]):
        yield


def generator(seed: int, purpose: int) -> torch.Generator:
    """A generator of its own for one purpose of a lane, on the CPU."""
    return torch.Generator().manual_seed(seed * 1_000_003 + 7_919 * purpose)


class RandomLane:
    """The state of torch's process-wide generators as one lane sees them (dropout draws from these)."""

    def __init__(self, seed: int, device: torch.device) -> None:
        self._device = device
        with self._kept():
            self._seed(seed)
            self._states = self._read()

    def _seed(self, seed: int) -> None:
        torch.default_generator.manual_seed(seed)
        match self._device.type:
            case "cuda":
                with torch.cuda.device(self._device):
                    torch.cuda.manual_seed(seed)
            case "mps":
                torch.mps.manual_seed(seed)

    def _read(self) -> tuple[torch.Tensor, torch.Tensor | None]:
        return torch.get_rng_state(), self._read_device()

    def _read_device(self) -> torch.Tensor | None:
        match self._device.type:
            case "cuda":
                return torch.cuda.get_rng_state(self._device)
            case "mps":
                return torch.mps.get_rng_state()
            case _:
                return None

    def _write(self, states: tuple[torch.Tensor, torch.Tensor | None]) -> None:
        torch.set_rng_state(states[0])
        if states[1] is None:
            return
        if self._device.type == "mps":
            torch.mps.set_rng_state(states[1])
        else:
            torch.cuda.set_rng_state(states[1], self._device)

    def state_dict(self) -> dict[str, torch.Tensor]:
        """Where the random numbers of the lane stand."""
        cpu, own = self._states
        return {"cpu": cpu} if own is None else {"cpu": cpu, self._device.type: own}

    def load_state_dict(self, state: Mapping[str, torch.Tensor]) -> None:
        """Go on from ``state_dict``; what a lane on another kind of device did not keep stays as it is."""
        cpu, own = self._states
        self._states = state.get("cpu", cpu), None if own is None else state.get(self._device.type, own)

    def here(self) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Where torch's generators stand now, in a lane that is entered."""
        return self._read()

    @contextmanager
    def back_at(self, earlier: tuple[torch.Tensor, torch.Tensor | None]) -> Iterator[None]:
        """Inside, torch's generators draw again what they drew from ``earlier`` on."""
        with self._kept():
            self._write(earlier)
            yield

    @contextmanager
    def _kept(self) -> Iterator[None]:
        with ALONE:
            outside = self._read()
            try:
                yield
            finally:
                self._write(outside)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Inside, torch's generators go on where this lane left them; afterwards they are as before."""
        with self._kept():
            self._write(self._states)
            try:
                yield
            finally:
                self._states = self._read()
