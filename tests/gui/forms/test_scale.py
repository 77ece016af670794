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
every_number = pytest.mark.parametrize("scale", NUMBERS.values(), ids=NUMBERS)


def test_the_catalog_has_numbers():
    assert len(NUMBERS) > 50


@every_number
def test_the_slider_goes_from_end_to_end_and_never_outside_or_back(scale):
    values = [scale.value(place) for place in range(POSITIONS + 1)]
    assert values == sorted(values)
    assert {scale.refusal(value) for value in values} == {None}
    assert values[-1] == pytest.approx(scale.high, abs=1.1e-3 * (scale.high - scale.low))
    assert values[0] == pytest.approx(scale.low, abs=1.1e-3 * (scale.high - scale.low))
    assert scale.open_low or values[0] == scale.low
    assert scale.open_high or values[-1] == scale.high


@every_number
def test_no_part_of_a_slider_is_dead(scale):
    values = [scale.value(place) for place in range(POSITIONS + 1)]
    assert values.count(values[0]) <= POSITIONS // 2
    assert scale.value(POSITIONS // 4) > values[0]
    assert scale.value(POSITIONS * 3 // 4) < values[-1]


@every_number
def test_a_number_from_the_slider_lies_where_it_came_from(scale):
    for place in range(0, POSITIONS + 1, 50):
        value = scale.value(place)
        assert scale.value(scale.position(value)) == pytest.approx(value, rel=0.05, abs=1e-12)


@every_number
def test_steps_from_the_ends_stay_inside_and_do_not_turn_round(scale):
    low, high = scale.value(0), scale.value(POSITIONS)
    assert scale.stepped(low, -1) <= low
    assert scale.stepped(high, 1) >= high
    for start in (low, high, scale.value(POSITIONS // 2)):
        for direction in (-1, 1):
            assert scale.refusal(scale.stepped(start, direction)) is None
    assert scale.stepped(low, 1) > low
    assert scale.stepped(high, -1) < high


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
