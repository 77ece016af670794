"""The only module that seeds. The random numbers of a run depend on its seed alone, whatever else draws in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock

import torch

RNG_LOCK = RLock()
"""Guards torch's global generators. All threads share them, so numbers would depend on what other threads draw;
and two threads that read their state at once deadlock in torch."""


@contextmanager
def preserve_rng() -> Iterator[None]:
    """Restore torch's CPU generator afterwards, so that code inside may draw from it."""
    with RNG_LOCK, torch.random.fork_rng(devices=[]):
        yield


def generator(seed: int, purpose: int) -> torch.Generator:
    """Create a CPU generator for one purpose of a run."""
    return torch.Generator().manual_seed(seed * 1_000_003 + 7_919 * purpose)


class RandomStream:
    """One run's own state of torch's global generators, which dropout draws from."""

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
        """Return the state of the generators."""
        cpu, own = self._states
        return {"cpu": cpu} if own is None else {"cpu": cpu, self._device.type: own}

    def load_state_dict(self, state: Mapping[str, torch.Tensor]) -> None:
        """Restore a ``state_dict``; the state of a device that is missing in it is kept."""
        cpu, own = self._states
        self._states = state.get("cpu", cpu), None if own is None else state.get(self._device.type, own)

    def current(self) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Return the present state of torch's generators; only while this one is active."""
        return self._read()

    def continue_from(self, states: tuple[torch.Tensor, torch.Tensor | None]) -> None:
        """Draw next what another run in another process draws next, whose ``current`` state this is."""
        self._states = states

    @contextmanager
    def replayed_from(self, earlier: tuple[torch.Tensor, torch.Tensor | None]) -> Iterator[None]:
        """Draw the same numbers again inside as were drawn from ``earlier`` on."""
        with self._kept():
            self._write(earlier)
            yield

    @contextmanager
    def _kept(self) -> Iterator[None]:
        with RNG_LOCK:
            outside = self._read()
            try:
                yield
            finally:
                self._write(outside)

    @contextmanager
    def active(self) -> Iterator[None]:
        """Let torch's generators continue this run's random numbers inside; restore them afterwards."""
        with self._kept():
            self._write(self._states)
            try:
                yield
            finally:
                self._states = self._read()
