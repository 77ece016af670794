"""A recorded step computes what autograd computes, bit by bit, without what leads to nothing."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from playground.engine.compiled.recording import Recording, record_step
from playground.engine.runtime.torchscript import compiled

Step = Callable[[Tensor], Tensor]
NOTHING = torch.zeros(1)


def recorded(step: Step, leaf: Tensor) -> Recording:
    return record_step(lambda: (step(leaf), None), [leaf], (), NOTHING, NOTHING)


def replayed(recording: Recording, at: Tensor) -> Tensor:
    """The gradient at a place, by TorchScript."""
    lines = "".join(f"    {line}\n" for line in recording.lines)
    head = "def run(p: List[Tensor], c: List[Tensor]) -> Tensor:\n"
    unit = compiled(f"{head}{lines}    return {recording.gradients[0]}\n")
    gradient: Tensor = unit.run([at], list(recording.constants))
    return gradient


def by_autograd(step: Step, at: Tensor) -> Tensor:
    leaf = at.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(step(leaf), leaf)
    return gradient


def places() -> tuple[Tensor, Tensor]:
    lane = torch.Generator().manual_seed(0)
    first, second = torch.randn(2, 7, generator=lane, dtype=torch.float64)
    return first.requires_grad_(), second


def test_powers_and_sums_need_neither_first_powers_nor_products_with_ones() -> None:
    def step(x: Tensor) -> Tensor:
        return ((x**2 + 3 * x - 1) ** 2 + (x - 1) ** 3).sum()

    leaf, elsewhere = places()
    recording = recorded(step, leaf)
    text = "\n".join(recording.lines)
    assert "ones_like" not in text
    assert ", 1.0)" not in text
    assert recording.loss == ""
    assert torch.equal(replayed(recording, elsewhere), by_autograd(step, elsewhere))


def test_a_product_with_ones_of_another_shape_stays() -> None:
    def step(x: Tensor) -> Tensor:
        return (x.sum() * torch.ones_like(x)).square().sum()

    leaf, elsewhere = places()
    assert torch.equal(replayed(recorded(step, leaf), elsewhere), by_autograd(step, elsewhere))


def test_a_buffer_that_is_written_over_stands_for_nothing() -> None:
    buffer = torch.full((7,), 3.0, dtype=torch.float64)

    def step(x: Tensor) -> Tensor:
        same = buffer**1.0
        buffer.add_(5)
        return (same * x * buffer).sum()

    leaf, elsewhere = places()
    recording = record_step(lambda: (step(leaf), None), [leaf], [buffer], NOTHING, NOTHING)
    lines = "".join(f"    {line}\n" for line in recording.lines)
    head = "def run(p: List[Tensor], b: List[Tensor]) -> Tensor:\n"
    unit = compiled(f"{head}{lines}    return {recording.gradients[0]}\n")
    again = torch.full((7,), 3.0, dtype=torch.float64)
    assert torch.equal(unit.run([elsewhere], [again]), torch.full((7,), 24.0, dtype=torch.float64))
    assert torch.equal(again, torch.full((7,), 8.0, dtype=torch.float64))


def test_a_result_that_is_written_over_stands_for_no_other_one() -> None:
    def step(x: Tensor) -> Tensor:
        first = (2 * x).detach()
        same = first**1.0
        first.add_(5)
        return (same * x * first).sum()

    leaf, elsewhere = places()
    assert torch.equal(replayed(recorded(step, leaf), elsewhere), by_autograd(step, elsewhere))
