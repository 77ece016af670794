"""Height and gradient of a surface at the positions of some starts, as an optimizer asks for them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from playground.catalog.kinds import Surface
from playground.catalog.surfaces.data_surface import DataSurface


class Positions:
    """Coordinates of all starts as flat parameters.

    Attributes:
        tensors: One parameter ``(S, 2)``, a view of the vector.
        grad: Of all coordinates, ``(2 S,)``.
        weights: Zeros: coordinates do not decay.
    """

    def __init__(self, starts: Tensor) -> None:
        self.vector = starts.to(torch.float64).flatten().clone()
        self.grad = torch.zeros_like(self.vector)
        self.weights = torch.zeros_like(self.vector)
        parameter = nn.Parameter(self.vector.view(-1, 2))
        parameter.grad = self.grad.view(-1, 2)
        self.tensors = [parameter]

    @property
    def theta(self) -> Tensor:
        """The coordinates, ``(2 S,)``."""
        return self.vector


class SurfaceModule(nn.Module):
    """A surface as a network whose parameters are the positions."""

    def __init__(self, surface: Surface, places: Positions) -> None:
        super().__init__()
        self.places, self.surface = places.tensors[0], surface

    def forward(self, rows: Tensor | None) -> Tensor:
        """Return the heights at all positions, ``(S,)``; of the samples in ``rows`` alone if there are any."""
        if rows is not None and isinstance(self.surface, DataSurface):
            return self.surface.batch_value(self.places[:, 0], self.places[:, 1], rows)
        return differentiable_height(self.surface, self.places[:, 0], self.places[:, 1])


def differentiable_height(surface: Surface, x: Tensor, y: Tensor) -> Tensor:
    """Return heights ``(S,)`` that have a gradient even where the surface is constant."""
    heights = surface.value(x, y)
    return heights if heights.requires_grad else heights + 0 * x


class SurfaceClosure:
    """Height and gradient at the current positions, as often as an optimizer asks within a step."""

    def __init__(
        self,
        module: SurfaceModule,
        places: Positions,
        noise: Tensor,
        watch: Callable[[Tensor], object],
        rows: Tensor | None = None,
    ) -> None:
        self._module, self._places, self._noise, self._watch = module, places, noise, watch
        self._rows = rows

    def __call__(self, *, graph: bool = False) -> Tensor:
        """Return the sum of the heights and fill the flat gradient, see ``stepper.Evaluate``."""
        places = self._places
        with torch.enable_grad():
            height = self._module(self._rows).sum()
            (slope,) = torch.autograd.grad(height, places.tensors, create_graph=graph, materialize_grads=True)
            if (
                graph and not slope.requires_grad
            ):  # a plane has no curvature, which is no curvature of zero to torch
                slope = slope + 0 * places.tensors[0]
            if len(self._noise):
                slope = slope + self._noise[0]
        places.grad.copy_(slope.detach().flatten())
        self._watch(places.grad)
        if graph:
            places.tensors[0].grad = slope
        summed: Tensor = height.detach()
        return summed
