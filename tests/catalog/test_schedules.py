"""Schedules by their closed forms and against torch's."""

from math import cos, pi

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.kinds import SCHEDULES, LossSchedule

TOTAL = 200
CLOSED = [
    ("constant", {}, lambda k, n: 1.0),
    ("step", {}, lambda k, n: 0.1 ** (k // round(0.3 * n))),
    ("step", {"every": 0.25, "gamma": 0.5}, lambda k, n: 0.5 ** (k // round(0.25 * n))),
    ("exponential", {}, lambda k, n: 0.01 ** (k / n)),
    ("exponential", {"final": 0.5}, lambda k, n: 0.5 ** (k / n)),
    ("cosine", {}, lambda k, n: (1 + cos(pi * k / n)) / 2),
    ("cosine", {"final": 0.2}, lambda k, n: 0.2 + 0.8 * (1 + cos(pi * k / n)) / 2),
    ("linear_decay", {}, lambda k, n: max(1 - 0.99 * k / (0.8 * n), 0.01)),
    ("linear_decay", {"tau": 1.0, "final": 0.0}, lambda k, n: 1 - k / n),
    ("inverse_time", {}, lambda k, n: 1 / (1 + 0.001 * k)),
    ("inverse_time", {"decay": 0.5}, lambda k, n: 1 / (1 + 0.5 * k)),
    ("multi_step", {}, lambda k, n: 0.1 ** ((k >= round(0.5 * n)) + (k >= round(0.75 * n)))),
    (
        "multi_step",
        {"third": 0.9, "gamma": 0.5},
        lambda k, n: 0.5 ** sum(k >= round(s * n) for s in (0.5, 0.75, 0.9)),
    ),
    ("polynomial", {}, lambda k, n: (1 - k / n) ** 2),
    ("polynomial", {"power": 0.5, "final": 0.2}, lambda k, n: 0.2 + 0.8 * (1 - k / n) ** 0.5),
    ("cosine_restarts", {"falls": 1}, lambda k, n: (1 + cos(pi * k / n)) / 2),
    ("cosine_restarts", {"falls": 4, "longer": 1.0}, lambda k, n: (1 + cos(pi * ((4 * k / n) % 1))) / 2),
    ("cyclic", {}, lambda k, n: 0.1 + 0.9 * (1 - abs(2 * ((4 * k / n) % 1) - 1))),
    ("warmup_stable_decay", {}, lambda k, n: min(1, (k + 1) / (0.05 * n), (n - k) / (0.2 * n))),
    ("plateau", {}, lambda k, n: 1.0),
]
IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(CLOSED)]
OTHERWISE = {"constant", "one_cycle", "cosine_restarts", "cyclic", "warmup_stable_decay", "plateau"}
FALLING = [pytest.param(entry, id=entry.key) for entry in SCHEDULES if entry.key not in OTHERWISE]
ALL = [pytest.param(entry, id=entry.key) for entry in SCHEDULES]


def factors(schedule, total=TOTAL):
    return [schedule.factor(step, total) for step in range(total)]


def torchs(make, total=TOTAL):
    """The factors of a scheduler of torch, which counts by calls."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    found = []
    for _ in range(total):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(found) < total:
            scheduler.step()
    return found


def test_every_schedule_has_a_closed_form_here():
    assert {entry.key for entry in SCHEDULES} == {kind for kind, *_ in CLOSED} | {"one_cycle"}


@pytest.mark.parametrize("total", [1, 7, 200])
@pytest.mark.parametrize(("kind", "params", "closed"), CLOSED, ids=IDS)
def test_the_closed_form(kind, params, closed, total):
    schedule = SCHEDULES.create(kind, params)
    for step in range(total):
        expected = closed(step, total) if kind != "step" or total > 1 else 1.0
        assert schedule.factor(step, total) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "params", "make"),
    [
        ("step", {"every": 0.3}, lambda o: torch.optim.lr_scheduler.StepLR(o, 60, 0.1)),
        (
            "exponential",
            {"final": 0.01},
            lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.01 ** (1 / TOTAL)),
        ),
        ("cosine", {"final": 0.1}, lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, TOTAL, 0.1)),
        (
            "linear_decay",
            {"tau": 0.5, "final": 0.1},
            lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.1, TOTAL // 2),
        ),
        (
            "multi_step",
            {"first": 0.2, "second": 0.4, "third": 0.8, "gamma": 0.3},
            lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [40, 80, 160], 0.3),
        ),
        (
            "polynomial",
            {"power": 1.5},
            lambda o: torch.optim.lr_scheduler.PolynomialLR(o, TOTAL, 1.5),
        ),
        (
            "cosine_restarts",
            {"falls": 3, "longer": 2.0, "final": 0.1},
            lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 30, 2, 0.1),
        ),
        (
            "cyclic",
            {"cycles": 5, "low": 0.2},
            lambda o: torch.optim.lr_scheduler.CyclicLR(o, 0.2, 1.0, 20, cycle_momentum=False),
        ),
        (
            "one_cycle",
            {},
            lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 1.0, TOTAL, cycle_momentum=False),
        ),
        (
            "one_cycle",
            {"rise": 0.45, "div": 10.0, "final_div": 50.0},
            lambda o: torch.optim.lr_scheduler.OneCycleLR(
                o, 1.0, TOTAL, pct_start=0.45, div_factor=10.0, final_div_factor=50.0, cycle_momentum=False
            ),
        ),
    ],
)
def test_it_is_the_schedule_of_torch(kind, params, make):
    total = 210 if kind == "cosine_restarts" else TOTAL  # falls of 30, 60 and 120 steps
    assert factors(SCHEDULES.create(kind, params), total) == pytest.approx(torchs(make, total), rel=1e-9)


LOSSES = [
    1.0,
    0.8,
    0.9,
    0.85,
    0.7995,
    0.79,
    0.81,
    0.8,
    0.82,
    0.83,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
    1.0,
    1.1,
    1.2,
    1.3,
]


@pytest.mark.parametrize("patience", [0, 1, 3])
def test_a_plateau_is_seen_as_torch_sees_it(patience):
    params = {"patience": patience, "gamma": 0.5, "threshold": 1e-2, "least": 0.1}
    schedule = SCHEDULES.create("plateau", params)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    torchs = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=patience, threshold=1e-2, min_lr=0.1
    )
    memory, found = schedule.memory, []
    for loss in LOSSES:
        memory = schedule.after_evaluation(memory, loss)
        torchs.step(loss)
        found.append(schedule.reached(memory))
        assert found[-1] == pytest.approx(optimizer.param_groups[0]["lr"])
    assert found[0] == 1.0
    assert found[-1] < 1.0


@pytest.mark.parametrize("entry", ALL)
def test_only_one_with_a_memory_follows_the_validation_loss(entry):
    schedule, memory = entry(), entry.memory
    for _ in range(50 if isinstance(schedule, LossSchedule) else 0):
        memory = schedule.after_evaluation(memory, 1.0)
    assert len(memory) == len(entry.memory)
    assert (schedule.reached(memory) < 1.0) == bool(entry.memory)


def test_one_cycle_rises_to_the_rate_and_falls_far_below_its_beginning():
    found = factors(SCHEDULES.create("one_cycle", {"rise": 0.3, "div": 25.0, "final_div": 100.0}))
    assert found[0] == pytest.approx(1 / 25)
    assert max(found) == pytest.approx(1.0)
    top = found.index(max(found))
    assert top == 0.3 * TOTAL - 1
    assert found[:top] == sorted(found[:top])
    assert found[top:] == sorted(found[top:], reverse=True)
    assert found[-1] == pytest.approx(1 / 2500)


@pytest.mark.parametrize("entry", FALLING)
def test_a_decay_begins_at_the_rate_and_never_grows(entry):
    found = factors(entry())
    assert found[0] == 1.0
    assert found == sorted(found, reverse=True)
    assert found[-1] < found[0]


@pytest.mark.parametrize("entry", ALL)
@given(data=st.data(), total=st.integers(1, 10_000))
def test_no_run_is_too_short_for_a_sound_factor(entry, data, total):
    step = data.draw(st.integers(0, total - 1))
    assert 0 <= entry().factor(step, total) <= 1


@given(
    total=st.integers(1, 50),
    rise=st.floats(0.001, 0.999),
    div=st.floats(1, 1e4),
    final_div=st.floats(1, 1e8),
    data=st.data(),
)
def test_one_cycle_stays_within_its_ends_for_every_setting(total, rise, div, final_div, data):
    schedule = SCHEDULES.create("one_cycle", {"rise": rise, "div": div, "final_div": final_div})
    factor = schedule.factor(data.draw(st.integers(0, total - 1)), total)
    assert (1 - 1e-9) / (div * final_div) <= factor <= 1


def test_drops_may_come_at_every_step_of_a_short_run():
    assert factors(SCHEDULES.create("step", {"every": 0.001, "gamma": 0.5}), 5) == [
        1,
        0.5,
        0.25,
        0.125,
        0.0625,
    ]
