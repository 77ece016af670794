"""Surfaces: their minima, and where plain optimizers arrive on them."""

import math

import numpy as np
import pytest
import torch

from playground.catalog.kinds import SURFACES
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

ALL = [pytest.param(entry(), id=entry.key) for entry in SURFACES]
KNOWN = [each for each in ALL if each.id != "typed"]
POINTED = {"ackley"}
"""Surfaces that come to a point at their minimum, so that there is no slope to be zero."""

NOWHERE = (None, None)
OUTCOMES = {
    "rosenbrock": (1e-3, (0.0248633, (0.84247, 0.70907)), (1.47411e-12, (1, 1)), (0.00124845, (0.96468, 0.93050))),
    "beale": (
        1e-3, (0.00738524, (2.80775, 0.44778)), (1.62318e-10, (2.99997, 0.49999)), (1.71283e-05, (2.98973, 0.49740))),
    "himmelblau": (1e-3, (0, (3.58443, -1.84813)), (0, (3.58443, -1.84813)), (0, (3, 2))),
    "rastrigin": (1e-3, *3 * [(12.9344, (-1.98991, 2.98486))]),
    "ackley": (1e-2, *3 * [(6.55965, (1.97445, -1.97445))]),
    "booth": (1e-2, (0, (1, 3)), (0, (1, 3)), (0.451824, (1.47164, 2.52127))),
    "matyas": (1e-2, (0.000906744, (-0.15056, -0.15056)), (1.52163e-13, NOWHERE), (0.00394989, (-0.31432, -0.31416))),
    "three_hump_camel": (
        1e-2, (0.298638, (-1.74755, 0.87378)), (0, (0, 0)), (0.298638, (-1.74755, 0.87378))),
    "six_hump_camel": (1e-2, *3 * [(-0.215464, (-1.70361, 0.79608))]),
    "goldstein_price": (
        1e-6, (30.6834, (-0.63726, -0.36490)), (84, (1.79986, 0.19990)), (69.7377, (-0.79510, -0.18942))),
    "styblinski_tang": (1e-3, *3 * [(-50.0589, (2.74680, 2.74680))]),
    "levy_13": (
        1e-3, (36.355, (-2.93120, 4.39530)), (0.631643, (0.34082, 0.67483)), (29.2768, (-2.62016, 4.99777))),
    "griewank": (1e-2, *3 * [(0.0295842, (-6.28005, 8.87689))]),
    "easom": (1e-2, *3 * [(-1.69363e-33, (-3, -3))]),
    "mccormick": (1e-2, *3 * [(-1.91322, (-0.54720, -1.54720))]),
    "saddle": (1e-2, *3 * [(-0.25, (0, 1))]),
    "monkey_saddle": (
        1e-2, (-0.84375, (0.75, 1.29904)), (-0.84375, (-1.5, 0)), (-0.84375, (0.75, 1.29904))),
    "linear_regression": (1e-2, *3 * [(0.288123, (1.57777, -0.93576))]),
    "logistic_regression": (
        1e-1, (0.393043, (2.10935, -1.97557)), *2 * [(0.393043, (2.10939, -1.97562))]),
    "valley": (1e-2, (4.3e-28, NOWHERE), (0, (0, 0)), (1.0e-24, NOWHERE)),
}  # fmt: skip
"""The rate of gradient descent and momentum, then value and place after 3,000 steps of gradient descent, of momentum
0.9, and of Adam at 0.01, each from the surface's start, computed with torch's optimizers in float64."""


def gradient(surface, x, y):
    at = torch.tensor([x, y], dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(surface.value(at[0], at[1]), at)[0]


def hessian(surface, x, y):
    at = torch.tensor([x, y], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(surface.value(at[0], at[1]), at, create_graph=True)
    return torch.stack([torch.autograd.grad(each, at, retain_graph=True)[0] for each in slope])


def value(surface, x, y):
    return float(surface.value(torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)))


@pytest.mark.parametrize("surface", ALL)
def test_at_each_minimum_the_value_is_as_reported_and_the_slope_is_zero(surface):
    for minimum in surface.minima():
        assert value(surface, minimum.x, minimum.y) == pytest.approx(minimum.value, abs=1e-9, rel=1e-12)
        if surface.key not in POINTED:
            assert gradient(surface, minimum.x, minimum.y).abs().max() < 1e-7 * max(1, abs(minimum.value))
            assert torch.linalg.eigvalsh(hessian(surface, minimum.x, minimum.y)).min() > 0


@pytest.mark.parametrize("surface", ALL)
def test_around_each_minimum_everything_is_higher(surface):
    angles = np.linspace(0, 2 * math.pi, 64, endpoint=False)
    for minimum in surface.minima():
        for radius in (1e-2, 5e-2):
            x = torch.tensor(minimum.x + radius * np.cos(angles))
            y = torch.tensor(minimum.y + radius * np.sin(angles))
            assert (surface.value(x, y) > minimum.value).all()


@pytest.mark.parametrize("surface", ALL)
def test_nothing_in_the_domain_is_lower_than_the_lowest_minimum(surface):
    domain, minima = surface.domain, surface.minima()
    x = torch.linspace(domain.x0, domain.x1, 801, dtype=torch.float64)
    y = torch.linspace(domain.y0, domain.y1, 801, dtype=torch.float64)
    values = surface.value(*torch.meshgrid(x, y, indexing="xy"))
    least = min(minimum.value for minimum in minima)
    assert values.shape == (801, 801)
    assert values.isfinite().all()
    assert float(values.min()) >= least - 1e-9
    assert {minimum.lowest for minimum in minima if minimum.value > least + 1e-9} <= {False}
    assert all(minimum.lowest for minimum in minima if minimum.value <= least + 1e-9)
    assert minima[0].lowest


@pytest.mark.parametrize("surface", ALL)
def test_start_and_lowest_minimum_can_be_seen(surface):
    domain = surface.domain
    for x, y in (surface.start, (surface.minima()[0].x, surface.minima()[0].y)):
        assert domain.x0 <= x <= domain.x1
        assert domain.y0 <= y <= domain.y1


@pytest.mark.parametrize("surface", ALL)
def test_the_slope_is_finite_everywhere_also_on_the_axes(surface):
    domain = surface.domain
    x = torch.linspace(domain.x0, domain.x1, 41, dtype=torch.float64)
    y = torch.linspace(domain.y0, domain.y1, 41, dtype=torch.float64)
    grid = [place.clone().requires_grad_() for place in torch.meshgrid(x, y, indexing="xy")]
    for slope in torch.autograd.grad(surface.value(*grid).sum(), grid):
        assert slope.isfinite().all()
    assert gradient(surface, 0.0, 0.0).isfinite().all()


@pytest.mark.parametrize("surface", ALL)
def test_a_saddle_is_flat_and_no_minimum(surface):
    for x, y in surface.saddles():
        assert gradient(surface, x, y).abs().max() < 1e-12
        assert torch.linalg.eigvalsh(hessian(surface, x, y)).min() <= 0


@pytest.mark.parametrize("condition", [1.0, 25.0, 4000.0])
@pytest.mark.parametrize("angle", [-90.0, 0.0, 45.0])
def test_the_valley_has_the_curvatures_that_were_requested(condition, angle):
    valley = SURFACES.create("valley", {"condition": condition, "angle": angle})
    curvatures = torch.linalg.eigvalsh(hessian(valley, 0.3, -0.2))
    assert curvatures.tolist() == pytest.approx([1.0, condition])
    along = torch.tensor([math.cos(math.radians(angle)), math.sin(math.radians(angle))], dtype=torch.float64)
    assert float(along @ hessian(valley, 0.0, 0.0) @ along) == pytest.approx(1.0)


@pytest.mark.parametrize("c", [0.3, 1.0, 3.0])
def test_the_monkey_saddles_minima_move_with_the_bowl(c):
    surface = SURFACES.create("monkey_saddle", {"c": c})
    for minimum in surface.minima():
        assert gradient(surface, minimum.x, minimum.y).abs().max() < 1e-9
        assert value(surface, minimum.x, minimum.y) == pytest.approx(-27 / (256 * c**3))


def test_every_surface_has_an_outcome_to_compare_with():
    assert set(OUTCOMES) == {each.id for each in KNOWN}


STARTS = {"levy_13": (-4.0, 5.0), "valley": (-1.0, 1.0)}
"""Where other starts than the surfaces' own lead to the outcomes above."""


@pytest.mark.parametrize("surface", KNOWN)
def test_a_race_ends_where_those_of_torch_do(surface):
    rate, *expected = OUTCOMES[surface.key]
    rates = {"sgd": rate, "momentum": rate, "adam": 0.01}
    lanes = tuple(
        LaneSpec(id=kind, optimizer=Choice(kind=kind, params={"learning_rate": r}))
        for kind, r in rates.items()
    )
    choice = Choice(kind=surface.key, params=surface.model_dump())
    given = RaceSpec(surface=choice, lanes=lanes, steps=3000, start=STARTS.get(surface.key))
    running = SurfaceRace(given)
    list(running.run())
    for lane, (lowest, where) in zip(lanes, expected, strict=True):
        way = running.path(lane.id)
        bound = 5e-2 if abs(lowest) < 1e-20 else 2e-5
        assert float(way.heights[-1, 0]) == pytest.approx(lowest, rel=bound, abs=1e-26)
        if where != NOWHERE:
            assert way.places[-1, 0] == pytest.approx(where, abs=1.1e-5)


def typed(text, **ends):
    return SURFACES.create("typed", {"text": text, **ends})


@pytest.mark.parametrize("known", KNOWN)
def test_minima_of_a_typed_surface_are_found_where_those_of_the_known_one_are(known):
    """The known surface stands in for its formula, so that the search has the same function."""
    domain = known.domain
    ends = {"x0": domain.x0, "x1": domain.x1, "y0": domain.y0, "y1": domain.y1}

    class Stand(type(typed("x"))):
        def value(self, x, y):
            return known.value(x, y)

    found = Stand(**ends).minima()
    inside = [
        m for m in known.minima() if domain.x0 < m.x < domain.x1 and domain.y0 < m.y < domain.y1 and m.lowest
    ]
    lowest = {(round(m.x, 3), round(m.y, 3)) for m in found if m.lowest}
    if known.key not in POINTED:
        assert {(round(m.x, 3) + 0.0, round(m.y, 3) + 0.0) for m in inside} <= lowest
        assert found[0].value == pytest.approx(inside[0].value, abs=1e-9)
    assert all(m.estimated for m in found)


def test_a_typed_surface_computes_its_text_and_tells_its_mistakes():
    surface = typed("(x - 1)^2 + 3 (y + 2)^2", x0=4.0, x1=-4.0)
    assert value(surface, 2.0, 0.0) == 13.0
    assert surface.problem() is None
    assert (surface.domain.x0, surface.domain.x1) == (-4.0, 4.0)
    (minimum,) = surface.minima()
    assert (minimum.x, minimum.y, minimum.value) == pytest.approx((1.0, -2.0, 0.0), abs=1e-9)
    assert typed("x + * y").problem().place == 4


@pytest.mark.parametrize("text", ["x", "3", "x y", "log(x)", "1 / 0", "sqrt(-1 - x^2)", "hypot(x, y)"])
def test_formulas_without_smooth_minima_have_none(text):
    assert typed(text).minima() == ()
