"""Where numbers lie on a slider, and what the next number is, for every number of the catalog."""

import pytest

from playground.catalog.kinds import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    param,
)
from playground.spec.race import RaceSpec
from playground.spec.training import TrainingSpec
from playground.ui.forms.scale import POSITIONS, Scale, text_of

REGISTRIES = (LAYERS, ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES, DATASETS)
NUMBERS = {
    f"{entry.__name__}.{name}": Scale.of(info)
    for entry in (*(entry for registry in REGISTRIES for entry in registry), TrainingSpec, RaceSpec)
    for name, info in entry.model_fields.items()
    if info.annotation in (int, float)
}


def test_the_catalog_has_numbers():
    assert len(NUMBERS) > 50


def check_order_and_ends(scale, values):
    """From end to end, never outside or back."""
    assert values == sorted(values)
    assert {scale.refusal(value) for value in values} == {None}
    assert values[-1] == pytest.approx(scale.high, abs=1.1e-3 * (scale.high - scale.low))
    assert values[0] == pytest.approx(scale.low, abs=1.1e-3 * (scale.high - scale.low))
    assert scale.open_low or values[0] == scale.low
    assert scale.open_high or values[-1] == scale.high


def check_no_part_is_dead(values):
    assert values.count(values[0]) <= POSITIONS // 2
    assert values[POSITIONS // 4] > values[0]
    assert values[POSITIONS * 3 // 4] < values[-1]


def check_numbers_lie_where_they_came_from(scale, values):
    for value in values[::50]:
        assert scale.value(scale.position(value)) == pytest.approx(value, rel=0.05, abs=1e-12)


def check_steps_from_the_ends(scale, values):
    """They stay inside and do not turn round."""
    low, high = values[0], values[-1]
    assert scale.stepped(low, -1) <= low
    assert scale.stepped(high, 1) >= high
    for start in (low, high, values[POSITIONS // 2]):
        for direction in (-1, 1):
            assert scale.refusal(scale.stepped(start, direction)) is None
    assert scale.stepped(low, 1) > low
    assert scale.stepped(high, -1) < high


@pytest.mark.parametrize("scale", NUMBERS.values(), ids=NUMBERS)
def test_the_slider_of_every_number(scale):
    values = [scale.value(place) for place in range(POSITIONS + 1)]
    check_order_and_ends(scale, values)
    check_no_part_is_dead(values)
    check_numbers_lie_where_they_came_from(scale, values)
    check_steps_from_the_ends(scale, values)


def test_a_step_never_goes_the_other_way_from_a_number_closer_to_the_end_than_the_slider():
    share = Scale(0, 1, open_high=True)
    assert share.stepped(0.9999, 1) >= 0.9999


def test_numbers_far_outside_lie_at_the_ends():
    for scale in (Scale(0, 10), Scale(0, 10, log=True), Scale(1, 31, integer=True)):
        assert scale.position(1e300) == POSITIONS
        assert scale.position(-1e300) == 0


def test_one_open_end_is_respected_by_steps():
    at_least_one = Scale(low=1, integer=True)
    assert at_least_one.stepped(1, -1) == 1
    assert at_least_one.stepped(1, 1) == 2


def test_wide_whole_numbers_are_logarithmic():
    wide, narrow = param(1, "", ge=1, le=4096), param(1, "", ge=1, le=31)
    wide.annotation = narrow.annotation = int
    assert Scale.of(wide).log
    assert not Scale.of(narrow).log


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8, "8"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (1e-8, "1e-8"),
        (2.5e-5, "2.5e-5"),
        (1e6, "1e6"),
        (0.0, "0"),
    ],
)
def test_numbers_are_written_short(value, text):
    assert text_of(value) == text
    assert float(text) == pytest.approx(value)
