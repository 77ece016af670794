"""A surface that the user types."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.expression import FormulaProblem, parse, problem_of
from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface, param
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor

    from playground.catalog.expression import Computed

GRID = 61
"""Points along each side from which minima are searched for."""
MOST = 200
"""Promising points that are followed up, the lowest first."""
STEPS = 60
"""Steps of Newton's method from each promising point."""
SAME = 1e-4
"""Two places nearer to each other than this part of the domain are one."""


@SURFACES.register("typed", title="Your own", group="Your own")
class Typed(Surface):
    """A formula in x and y of your own."""

    formula: ClassVar[str] = "whatever you type"
    when: ClassVar[str] = "To see what optimizers do on a function of your own."
    usual_domain: ClassVar[Domain] = Domain.square(3.0)
    usual_start: ClassVar[Place] = (-2.0, 2.0)

    text: str = param(
        "x^2 / 2 + y^4 / 4 - y^2 / 2",
        "A formula in x and y with + - * / ^, brackets and functions such as sin, exp, sqrt or abs; also as it is "
        "printed: x² − 2πxy + √|y|.",
        title="f(x, y)",
        syntax="formula",
    )
    x0: float = param(-3.0, "Left end of the domain shown.", title="x from", ge=-1000, le=1000)
    x1: float = param(3.0, "Right end of the domain shown.", title="x to", ge=-1000, le=1000)
    y0: float = param(-3.0, "Lower end of the domain shown.", title="y from", ge=-1000, le=1000)
    y1: float = param(3.0, "Upper end of the domain shown.", title="y to", ge=-1000, le=1000)

    @property
    def shown_formula(self) -> str:
        """What was typed."""
        return self.text

    @property
    def domain(self) -> Domain:
        """The rectangle between the ends, whichever way round they were given."""
        (x0, x1), (y0, y1) = sorted((self.x0, self.x1)), sorted((self.y0, self.y1))
        return Domain(x0, x1 if x1 > x0 else x0 + 1, y0, y1 if y1 > y0 else y0 + 1)

    @property
    def start(self) -> Place:
        """A sixth of the way in from the upper left corner."""
        domain = self.domain
        return domain.x0 + (domain.x1 - domain.x0) / 6, domain.y1 - (domain.y1 - domain.y0) / 6

    def problem(self) -> FormulaProblem | None:
        """Why the formula cannot be read, with the place; None when it can."""
        return problem_of(self.text)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula; raises FormulaProblem when it cannot be read."""
        return _parsed(self.text)(x, y)

    def minima(self) -> tuple[Minimum, ...]:
        """What Newton's method finds from the lowest points of a grid; estimated, so there may be others."""
        return _found(self)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Computed:
    return parse(text)


@lru_cache(maxsize=64)
def _found(surface: Typed) -> tuple[Minimum, ...]:
    domain = surface.domain
    x = torch.linspace(domain.x0, domain.x1, GRID, dtype=torch.float64)
    y = torch.linspace(domain.y0, domain.y1, GRID, dtype=torch.float64)
    places = _polished(surface, _dents(surface.value(*torch.meshgrid(x, y, indexing="xy")), x, y))
    near = SAME * max(domain.x1 - domain.x0, domain.y1 - domain.y0)
    kept: list[tuple[float, float, float]] = []
    for value, px, py in sorted(zip(surface.value(*places.T).tolist(), *places.T.tolist(), strict=True)):
        inside = domain.x0 <= px <= domain.x1 and domain.y0 <= py <= domain.y1
        if inside and all(abs(px - ox) + abs(py - oy) > near for _, ox, oy in kept):
            kept.append((value, px, py))
    least = kept[0][0] if kept else 0.0
    same = 1e-9 * max(1.0, abs(least))
    return tuple(Minimum(px, py, value, value - least <= same, estimated=True) for value, px, py in kept)


def _dents(values: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Points of the grid that none of their eight neighbours is lower than, and some are higher, ``(n, 2)``."""
    values = torch.where(values.isfinite(), values, torch.inf)

    def highest(of: Tensor) -> Tensor:
        return torch.nn.functional.max_pool2d(of[None, None], 3, stride=1, padding=1)[0, 0]

    rows, columns = torch.nonzero((-values == highest(-values)) & (highest(values) > values), as_tuple=True)
    lowest = values[rows, columns].argsort()[:MOST]
    return torch.stack([x[columns], y[rows]], dim=1)[lowest]


def _polished(surface: Typed, places: Tensor) -> Tensor:
    """Damped Newton steps from each place; those that end on flat ground with upward curvature, ``(n, 2)``."""
    slope, curvature = _derivatives(surface, places)
    for _ in range(STEPS):
        least = torch.linalg.eigvalsh(curvature)[:, :1]
        shift = (1e-9 - least).clamp(min=0)[:, :, None] * 2 * torch.eye(2, dtype=torch.float64)
        # Beside a kink the curvature is so steep that the shift is lost in rounding: such a place stays where it is.
        step = torch.linalg.solve_ex(curvature + shift, slope[:, :, None])[0][:, :, 0].nan_to_num(0, 0, 0)
        tried = places - step * (0.2 / step.norm(dim=1, keepdim=True).clamp(min=0.2))
        better = surface.value(*tried.T) <= surface.value(*places.T)
        places = torch.where(better[:, None], tried, places)
        slope, curvature = _derivatives(surface, places)
    level = (slope.abs().amax(dim=1) <= 1e-6) & (torch.linalg.eigvalsh(curvature)[:, 0] > -1e-9)
    return places[level]


def _derivatives(surface: Typed, places: Tensor) -> tuple[Tensor, Tensor]:
    """Slopes ``(n, 2)`` and second derivatives ``(n, 2, 2)``; zeros where they are not finite."""
    at = places.clone().requires_grad_()
    value = surface.value(at[:, 0], at[:, 1])
    if not value.requires_grad:
        return torch.zeros_like(places), torch.zeros(len(places), 2, 2, dtype=places.dtype)
    (slope,) = torch.autograd.grad(value.sum(), at, create_graph=True)
    rows = []
    for axis in range(2):
        if slope.requires_grad:
            (row,) = torch.autograd.grad(slope[:, axis].sum(), at, retain_graph=True)
        else:
            row = torch.zeros_like(places)
        rows.append(row)
    return slope.detach().nan_to_num(0, 0, 0), torch.stack(rows, dim=1).nan_to_num(0, 0, 0)
