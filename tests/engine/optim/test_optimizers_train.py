"""Every optimizer trains a small network, at its usual rate or at one for so small a network."""

import numpy as np
import pytest

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.training.divergence import Diverged
from playground.engine.training.session import Session

LEAST_RATE = 0.01
STEPS, LONG_STEPS = 150, 12
"""Of optimizers that use one gradient in a step, and of those that search."""


def started(entry, project, changed):
    rate = max(LEAST_RATE, entry.model_fields["learning_rate"].default)
    return Session(
        changed(project, optimizer=(entry.key, {"learning_rate": rate}), epochs=1000, batch_size=28)
    )


@pytest.mark.parametrize("entry", list(OPTIMIZERS), ids=lambda entry: entry.key)
def test_it_lowers_the_loss_of_a_network(entry, spiral, changed, run_on):
    session = started(entry, spiral, changed)
    before = session.evaluate().train_loss
    steps = LONG_STEPS if entry.needs.closure and entry.needs.full_batch else STEPS
    losses = run_on(session, steps=entry.needs.warm_up + steps)
    assert np.isfinite(losses).all()
    assert session.evaluate().train_loss < 0.98 * before
    assert session.evaluations >= session.steps_done * entry.needs.evaluations


@pytest.mark.parametrize("entry", list(OPTIMIZERS), ids=lambda entry: entry.key)
def test_numbers_that_are_not_finite_are_reported_and_nothing_else_happens(entry, spiral, changed, run_on):
    session = started(entry, spiral, changed)
    run_on(session, steps=2)
    session.theta[5] = np.nan
    with pytest.raises(Diverged):
        run_on(session, steps=4)


def test_a_rate_far_too_large_ends_as_a_divergence(spiral, changed, run_on):
    """Its roots of matrices cannot be taken any more."""
    session = Session(changed(spiral, optimizer=("shampoo", {"learning_rate": 100.0}), epochs=1000))
    with pytest.raises(Diverged):
        run_on(session, steps=100)


@pytest.mark.parametrize("entry", list(OPTIMIZERS), ids=lambda entry: entry.key)
def test_looking_on_changes_nothing(entry, noisy_net, changed, run_on):
    """Evaluations swap in what is shown; batch statistics and dropout go on as if nobody had looked."""
    quiet, curious = (started(entry, noisy_net, changed) for _ in range(2))
    expected = run_on(quiet, steps=6)
    losses = []
    while curious.steps_done < 6:
        curious.evaluate()
        losses += curious.train(1).loss.tolist()
    assert losses == expected
