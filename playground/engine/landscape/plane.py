"""Planes through parameter space: two directions from a point, and projections of other parameters onto them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase

from playground.engine.runtime.devices import as_float64

if TYPE_CHECKING:
    from playground.arrays import Floats
    from playground.build.network import Network

MOST_ROWS = 128
"""Points of a path behind its principal components, fewer for large networks; at least 32."""
LEAST_POINTS = 3
"""Minimum number of points of a path for principal components."""
_ROWS_AT_ONCE = 64
"""Points that are projected at once, fewer where they have more than ``BLOCK`` numbers each."""
_PARALLEL = 1e-6
"""Squared sine of the angle up to which two directions count as one."""
BLOCK = 2**22
"""Numbers in a block of rows of large networks."""
Points = Tensor | Sequence[Tensor]
"""Points of parameter space ``(n, P)``, in one tensor or one by one."""
_FLAT = 1e-10
"""Share of the path's variance below which a component is rounding noise (of float32, squared)."""


@dataclass(frozen=True)
class Plane:
    """The points ``origin + x * first + y * second``.

    Attributes:
        origin: Parameters ``(P,)`` at (0, 0).
        first: Direction of the horizontal axis, of any length; zero when there is none.
        second: Of the vertical axis; need not be orthogonal to ``first``.
        titles: Of the axes, as shown to users.
        shares: Share of the path's variance that each axis explains; None for directions not made from a path.
    """

    origin: Tensor
    first: Tensor
    second: Tensor
    titles: tuple[str, str]
    shares: tuple[float, float] | None = None

    def at(self, coordinates: Tensor) -> Tensor:
        """Return the parameters ``(n, P)`` at coordinates ``(n, 2)``."""
        point = torch.addcmul(self.origin, coordinates[:, :1], self.first)
        return point.addcmul_(coordinates[:, 1:], self.second)

    def project(self, thetas: Tensor) -> tuple[Tensor, Tensor]:
        """Project parameters onto the nearest points of the plane, by least squares.

        Args:
            thetas: Parameters ``(n, P)``.

        Returns:
            Coordinates ``(n, 2)`` and distances from the plane in parameter space ``(n,)``, float64 on the CPU.
            Along an axis without a direction the coordinate is 0.
        """
        most = _ROWS_AT_ONCE if self.origin.numel() <= BLOCK else 1
        if len(thetas) <= most:
            return self._project(thetas)
        parts = [self._project(some) for some in torch.split(thetas, most)]
        coordinates, off = (torch.cat(column) for column in zip(*parts, strict=True))
        return coordinates, off

    def squared_lengths(self, coordinates: Floats) -> Floats:
        """Return squared distances ``(n,)`` in parameter space between the origin and coordinates ``(n, 2)``."""
        squared: Floats = np.einsum("ni,ij,nj->n", coordinates, self._products.numpy(), coordinates)
        return squared

    def _project(self, thetas: Tensor) -> tuple[Tensor, Tensor]:
        # The differences are small compared with theta, so subtract before anything is squared.
        difference = thetas - self.origin
        coordinates = (difference @ self._basis.T).cpu().double() @ self._solve
        on_plane = coordinates.to(difference) @ self._basis
        off = torch.linalg.vector_norm(difference - on_plane, dim=1)
        return coordinates, off.cpu().double()

    @cached_property
    def _basis(self) -> Tensor:
        return torch.stack([self.first, self.second])

    @cached_property
    def _products(self) -> Tensor:
        """The directions' 2 x 2 matrix of products, float64 on the CPU."""
        basis = as_float64(self._basis)
        return (basis @ basis.T).cpu()

    @cached_property
    def _solve(self) -> Tensor:
        """Inverse of their products; its part along a zero direction is 0."""
        inverse: Tensor = torch.linalg.pinv(self._products, hermitian=True)
        return inverse


def plane_through(origin: Tensor, one: Tensor, two: Tensor, titles: tuple[str, str]) -> Plane | None:
    """Span a plane by three points ``(P,)``, the others at (1, 0) and (0, 1); None where they lie on a line."""
    first, second = one - origin, two - origin
    along, across = as_float64(first), as_float64(second)
    lengths = float(along.norm()) * float(across.norm())
    if not lengths:
        return None
    turn = float(along @ across) / lengths
    return Plane(origin.clone(), first, second, titles) if 1 - turn * turn > _PARALLEL else None


def random_plane(network: Network, theta: Tensor, seed: int, note: str = "") -> Plane:
    """Draw two Gaussian directions through ``theta``, scaled filter by filter to its weights.

    Li et al. 2018: d_f *= |w_f| / |d_f| for each filter (row of a weight); biases and the parameters of
    normalization layers stay as they are, so their part of the directions is zero. The draw is the same on every
    device.

    Args:
        network: For the shapes of its parameters.
        theta: The point, its flat parameters ``(P,)``.
        seed: Of the draw.
        note: In brackets in the titles instead of ``filter-normalized``.
    """
    generator = torch.Generator().manual_seed(seed)
    draws = [torch.randn(theta.numel(), generator=generator).to(theta) for _ in range(2)]
    directions = [filter_normalized(network, theta, draw) for draw in draws]
    words = "filter-normalized"
    if not directions[0].any():
        # All weights are zero (or there are none), so their norms give no scale.
        directions = [draw / max(float(torch.linalg.vector_norm(draw)), 1e-30) for draw in draws]
        words = "all weights are zero"
    words = note or words  # an axis has little room
    titles = (f"random direction 1 ({words})", f"random direction 2 ({words})")
    return _without_parallel(Plane(theta.clone(), directions[0], directions[1], titles))


def _without_parallel(plane: Plane) -> Plane:
    """Drop the second direction where it is along the first (one or no parameter)."""
    if plane.origin.numel() == 0:
        return replace(plane, titles=("no parameters", "no parameters"))
    if plane.origin.numel() == 1:
        none = "none: the network has a single parameter"
        return replace(plane, second=torch.zeros_like(plane.second), titles=(plane.titles[0], none))
    return plane


def filter_normalized(network: Network, theta: Tensor, direction: Tensor) -> Tensor:
    """Scale each filter of a flat direction to the norm of that filter in ``theta``; zero elsewhere."""
    result = torch.zeros_like(direction)
    start = 0
    for parameter, is_weight in _parameters(network):
        part = slice(start, start := start + parameter.numel())
        if is_weight:
            rows = direction[part].view(parameter.shape[0], -1)
            norms = torch.linalg.vector_norm(theta[part].view(parameter.shape[0], -1), dim=1, keepdim=True)
            lengths = torch.linalg.vector_norm(rows, dim=1, keepdim=True)
            result[part] = (rows * (norms / (lengths + 1e-10))).flatten()
    assert start == theta.numel(), "the flat vector holds the parameters in the network's order"
    return result


def _parameters(network: nn.Module) -> list[tuple[Tensor, bool]]:
    """List all parameters in their order, and whether each is a weight with filters."""
    norms = (_NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)
    of_norms = {
        id(p) for module in network.modules() if isinstance(module, norms) for p in module.parameters()
    }
    return [(p, p.dim() >= 2 and id(p) not in of_norms) for p in network.parameters()]


def thinned(points: int, parameters: int) -> Tensor:
    """Choose evenly spaced points of a path for its principal components, both ends included; returns indices."""
    most = max(32, min(MOST_ROWS, int((2e7 / max(1, parameters)) ** 0.5)))
    if points <= most:
        return torch.arange(points)
    return torch.linspace(0, points - 1, most).round().long()


def path_plane(network: Network, path: Points, seed: int, of: str = "path's") -> Plane:
    """Lay a plane through the newest point along the two main directions of the path.

    These are the principal components of the rows theta_t - theta_newest (not centred: the plane goes through the
    newest point), of unit length, so that coordinates are distances in parameter space. Where the path is a line or
    does not move, a random direction replaces a missing one, and the titles say so. The signs depend on the path alone:
    on average it lies to the right of its first point, and above it.

    Args:
        network: For the shapes of its parameters.
        path: Parameters ``(n, P)``, all finite, the newest last; at least one, long paths ``thinned``.
        seed: Of random directions.
        of: Whose variance the titles speak of.
    """
    newest = path[-1].clone()
    vectors, shares = principal_directions(path, newest)
    if not len(vectors):
        return random_plane(network, newest, seed, "the path has not moved")
    first = _oriented(vectors[0], path, newest)
    first_title = f"PC 1 ({_percent(shares[0])} of the {of} variance)"
    if len(vectors) == 1:
        second = _orthogonal(newest, first, seed)
        title = "random, orthogonal to PC 1 (path is a line)"
        plane = Plane(newest, first, second, (first_title, title), (shares[0], 0.0))
        return _without_parallel(plane)
    titles = (first_title, f"PC 2 ({_percent(shares[1])} of the {of} variance)")
    return Plane(newest, first, _oriented(vectors[1], path, newest), titles, (shares[0], shares[1]))


def principal_directions(points: Points, origin: Tensor) -> tuple[Tensor, list[float]]:
    """Find up to two unit vectors along which points vary most about an origin, and their shares of the sum of squares.

    Uses the eigenvectors of the smaller of the two products R Rᵀ and Rᵀ R of the rows R = points - origin, in float64.
    Directions that hold only rounding noise are left out. Where there are fewer points than parameters, the product is
    summed over blocks of parameters, so that large networks need no copy of all rows.

    Args:
        points: ``(n, P)``.
        origin: ``(P,)``.
    """
    if not origin.numel():
        return origin.new_empty(0, 0), []
    few_rows = len(points) <= origin.numel()
    total, product = 0.0, torch.zeros(())
    for _, rows in _blocks(points, origin, whole=not few_rows):
        r = as_float64(rows)
        total += float(r.square().sum())
        product = product.to(r) + (r @ r.T if few_rows else r.T @ r)
    if total <= 0:
        return origin.new_empty(0, origin.numel()), []
    values, vectors = torch.linalg.eigh(product.cpu())
    best = vectors[:, -2:].flip(1)
    if few_rows:
        parts = [best.T.to(product) @ as_float64(rows) for _, rows in _blocks(points, origin)]
        directions = torch.cat(parts, 1)
    else:
        directions = best.T.contiguous().to(product)
    shares = [float(value) / total for value in values[-2:].flip(0)]
    kept = [k for k, share in enumerate(shares) if share > _FLAT]
    directions = directions[kept] / torch.linalg.vector_norm(directions[kept], dim=1, keepdim=True)
    return directions.to(origin), [min(1.0, shares[k]) for k in kept]


def _blocks(points: Points, origin: Tensor, *, whole: bool = False) -> Iterator[tuple[slice, Tensor]]:
    """Cut the rows ``points - origin`` into blocks of some parameters each, at most ``BLOCK`` numbers unless whole."""
    size = origin.numel()
    step = size if whole else max(1, BLOCK // len(points))
    for begin in range(0, size, step):
        part = slice(begin, min(begin + step, size))
        yield part, torch.stack([point[part] for point in points]) - origin[part]


def _oriented(direction: Tensor, points: Points, origin: Tensor) -> Tensor:
    """Choose the sign of a direction so that points lie on its positive side of the first one on average."""
    along = sum(rows @ direction[part] for part, rows in _blocks(points, origin))
    assert isinstance(along, Tensor)
    return -direction if float((along - along[0]).sum()) < 0 else direction


def _orthogonal(theta: Tensor, first: Tensor, seed: int) -> Tensor:
    """Draw a random unit vector orthogonal to the unit vector ``first``."""
    draw = torch.randn(theta.numel(), generator=torch.Generator().manual_seed(seed)).to(theta)
    for _ in range(2):  # twice, because the first pass leaves only rounding of a near-parallel draw
        draw = draw - (draw @ first) * first
    return draw / max(float(torch.linalg.vector_norm(draw)), 1e-30)


def _percent(share: float) -> str:
    """Format a share as ``83 %``, with more digits near 0 and 100, which stand only for exact values."""
    percent = 100 * share
    if percent > 100 - 1e-6:
        return "100 %"
    if percent >= 99.95:
        return "> 99.9 %"
    if percent < 0.05:
        return "< 0.1 %"
    return f"{percent:.0f} %" if 1 <= percent < 99 else f"{percent:.1f} %"
