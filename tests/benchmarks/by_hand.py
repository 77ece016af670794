"""What a person would write in plain torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn

Make = Callable[[list[nn.Parameter]], torch.optim.Optimizer]


def mlp(*widths: int) -> nn.Sequential:
    """Linear layers with ReLU between them."""
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Loop:
    """Steps over shuffled batches of tensors in memory."""

    def __init__(
        self, model: nn.Module, loss: nn.Module, make: Make, x: Tensor, y: Tensor, *, batch: int
    ) -> None:
        self._model, self._loss = model, loss
        self._optimizer = make(list(model.parameters()))
        self._x, self._y, self._size = x, y, batch
        self._batches = self._forever()

    def _forever(self) -> Iterator[Tensor]:
        while True:
            yield from torch.randperm(len(self._x)).split(self._size)

    def steps(self, count: int) -> int:
        """Do some; returns how many."""
        for _ in range(count):
            chosen = next(self._batches)
            self._optimizer.zero_grad()
            value = self._loss(self._model(self._x[chosen]), self._y[chosen])
            value.backward()
            self._optimizer.step()
        return count


def adam(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    """``torch.optim.Adam`` as it comes."""
    return torch.optim.Adam(parameters, lr=0.01)
