"""Second-order optimizers on formulas without slope, without curvature, or with a kink end in a state in words."""

import pytest

from playground.catalog.kinds import OPTIMIZERS
from playground.headless.race import race
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec

SECOND_ORDER = [entry.key for entry in OPTIMIZERS if entry.needs.create_graph]
FLAT = [
    "x",
    "1",
    "min(x, y)",
    "x - x",
    "sign(x)",
    "x * 0",
    "sqrt(x^2 + y^2)",
    "abs(x)",
    "floor(x)",
    "max(x, y)^2",
]


def test_there_are_second_order_optimizers():
    assert {"newton", "adahessian", "sophia"} <= set(SECOND_ORDER)


@pytest.mark.parametrize("start", [(-1.0, 1.0), (0.0, 0.0)])
@pytest.mark.parametrize("formula", FLAT)
def test_a_formula_without_curvature_ends_in_a_state(formula, start):
    lanes = tuple(LaneSpec(id=kind, optimizer=Choice(kind=kind)) for kind in SECOND_ORDER)
    surface = Choice(kind="typed", params={"text": formula})
    results = race(Project(race=RaceSpec(surface=surface, start=start, steps=12, lanes=lanes)))
    assert len(results) == len(lanes)
    for result in results:
        assert result.state.startswith(("converged", "stuck", "still moving", "trapped", "diverged")), (
            result.state
        )
