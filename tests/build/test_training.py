"""The learning rate of every step: its preview and its use are one, warm-up included."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.build.analysis.shapes import analyze
from playground.build.network import build_network
from playground.build.training import Rate, preview
from playground.catalog.kinds import SCHEDULES, UnknownEntry
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.parameters import FlatParameters
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

KINDS = [schedule.key for schedule in SCHEDULES]


def training(schedule="constant", learning_rate=0.5, **changes):
    optimizer = Choice(kind="sgd", params={"learning_rate": learning_rate})
    return TrainingSpec(optimizer=optimizer, schedule=Choice(kind=schedule), **changes)


@pytest.mark.parametrize("kind", KINDS)
@given(total=st.integers(1, 2000), warmup=st.integers(0, 500), data=st.data())
def test_the_rate_is_base_times_schedule_times_warm_up(kind, total, warmup, data):
    step = data.draw(st.integers(0, total - 1))
    expected = 0.5 * SCHEDULES.create(kind).factor(step, total) * min(1.0, (step + 1) / (warmup + 1))
    assert Rate(training(kind, warmup=warmup), total)(step) == pytest.approx(expected, rel=1e-12)


def test_warm_up_grows_in_a_straight_line():
    at = Rate(training(warmup=4), 10)
    assert [at(step) for step in range(7)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5])


@pytest.mark.parametrize("kind", KINDS)
@given(total=st.integers(1, 200), warmup=st.integers(0, 50), data=st.data())
def test_rates_in_a_row_are_those_of_each_step(kind, total, warmup, data):
    at = Rate(training(kind, warmup=warmup), total)
    first = data.draw(st.integers(0, total - 1))
    count = data.draw(st.integers(1, total - first))
    assert at.row(first, count) == [at(step) for step in range(first, first + count)]


def test_after_the_last_step_the_rate_stays():
    at = Rate(training("cosine"), 10)
    assert at(25) == at(9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("total", [1, 2, 399, 400, 401, 12_345])
@pytest.mark.parametrize("warmup", [0, 7])
def test_the_preview_is_what_training_uses(kind, total, warmup):
    chosen = training(kind, warmup=warmup)
    steps, rates = preview(chosen, total)
    at = Rate(chosen, total)
    assert rates.tolist() == [at(step) for step in steps.tolist()]
    assert (steps[0], steps[-1]) == (0, total - 1)
    assert len(steps) == min(total, 400)
    assert (np.diff(steps) > 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_steps_of_a_run_have_the_rates_of_the_preview(chain, kind):
    """Parameters at 0 with gradient 1 land at each step on the rate, negative."""
    chosen = training(kind, warmup=5)
    project = chain(("linear", {"units": 2}))
    flat = FlatParameters(build_network(project.graph, analyze(project), 0), torch.device("cpu"))
    stepper = Stepper(chosen, flat, 40)
    steps, rates = preview(chosen, 40)
    for step, expected in zip(steps.tolist(), rates.tolist(), strict=True):
        flat.theta.zero_()
        stepper.step(step, lambda: flat.grad.fill_(1.0))
        assert flat.theta.tolist() == pytest.approx([-expected] * 6, rel=1e-6)


def test_what_is_unknown_is_named():
    with pytest.raises(UnknownEntry, match="no optimizer called “zzz”"):
        Rate(TrainingSpec(optimizer=Choice(kind="zzz")), 10)
    with pytest.raises(UnknownEntry, match="no schedule called “zzz”"):
        Rate(TrainingSpec(schedule=Choice(kind="zzz")), 10)
