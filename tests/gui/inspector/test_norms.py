"""The statistics of a batch norm in the inspector."""

import numpy as np
import pytest

from playground.engine.events.batch_norm import Channels, Folding, NormStatistics
from playground.engine.events.run import Started
from playground.ui.inspector.norms import SHOWN, WAITING, NormPart


def channels(count=3):
    numbers = np.arange(count, dtype=float)
    return Channels(numbers - 1, numbers + 1, numbers - 0.5, numbers + 2, count)


def statistics(node="norm", folding=None, count=3):
    return NormStatistics(1, 5, {node: channels(count)}, folding, 32)


@pytest.fixture
def part(hub, shown):
    part = NormPart(hub)
    part.show_node("norm")
    return shown(part)


def test_before_a_run_it_says_what_comes(part):
    assert part.legend.text() == WAITING
    assert part.means.isHidden()
    assert part.folding.isHidden()


def test_running_and_batch_statistics_are_drawn(part):
    part.consume([statistics()])
    assert "32 samples" in part.legend.text()
    np.testing.assert_array_equal(part.means.running, [-1, 0, 1])
    np.testing.assert_array_equal(part.stds.batch, [2, 3, 4])
    image = part.means.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert part._hub.theme.positive.lower() in colors


def test_of_many_channels_the_first_are_shown_and_it_is_said(part):
    part.consume([statistics(count=60)])
    assert len(part.means.running) == SHOWN
    assert f"first {SHOWN} of 60" in part.legend.text()


@pytest.mark.parametrize(
    ("difference", "verdict"), [(3e-6, "identical up to rounding"), (1e-2, "not identical")]
)
def test_folding_is_reported_with_its_figures(part, difference, verdict):
    part.consume([statistics(folding=Folding({"norm": "conv"}, difference, 2.0, 200))])
    words = part.folding.text()
    assert verdict in words
    assert "200 validation samples" in words
    assert "γ / √(σ² + ε)" in words


def test_without_a_layer_to_fold_into_it_says_so(part):
    part.consume([statistics(folding=Folding({"other": "conv"}, 0.0, 1.0, 9))])
    assert "there is none that feeds it alone" in part.folding.text()


def test_another_node_or_another_run_shows_nothing_of_the_old_one(part):
    part.consume([statistics()])
    part.show_node("another")
    assert part.legend.text() == WAITING
    part.show_node("norm")
    assert part.means.isVisible()
    part.consume([_started()])
    assert part.legend.text() == WAITING


def test_inside_a_block_the_first_repeat_is_shown(part):
    part.show_node("block-1/norm")
    part.consume([statistics(node="block-1/1/norm")])
    assert part.means.isVisible()


def test_numbers_that_are_not_finite_are_no_problem(part):
    odd = Channels(np.array([np.nan]), np.array([np.inf]), np.zeros(1), np.ones(1), 1)
    part.consume([NormStatistics(1, 1, {"norm": odd}, None, 2)])
    part.grab()
    assert part.means.isVisible()


def _started():
    return Started(
        run=2, step=0, steps_per_epoch=1, total_steps=1, layers=(), metric="accuracy", device="CPU", seed=0,
        training_samples=1, validation_samples=1, evaluated_samples=1,
    )  # fmt: skip
