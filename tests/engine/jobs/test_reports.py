"""Events about the session of a run."""

from playground.engine.events.run import Evaluated, Preparing
from playground.engine.jobs.reports import Reports
from playground.engine.training.evaluation import evaluated_samples
from playground.engine.training.session import Session


def test_the_first_evaluation_says_how_far_it_is_and_gives_the_same_numbers(spiral):
    session = Session(spiral)
    *preparing, evaluated = Reports(7, lambda: False).first_evaluated(session, every=0.0)
    assert all(isinstance(event, Preparing) for event in preparing)
    shares = [event.share for event in preparing]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert preparing[-1].seconds_left == 0.0
    assert len(session.data.x_train) + len(session.data.x_val) == evaluated_samples(session.data)
    expected = Session(spiral).evaluate()
    assert isinstance(evaluated, Evaluated)
    assert (evaluated.train_loss, evaluated.validation_loss) == (
        expected.train_loss,
        expected.validation_loss,
    )


def test_a_first_evaluation_that_is_not_wanted_ends(spiral):
    assert not list(Reports(7, lambda: True).first_evaluated(Session(spiral), every=0.0))


def test_slow_runs_are_evaluated_between_two_that_are_due_without_effect(spiral):
    now = [100.0]
    session, reports = Session(spiral), Reports(7, lambda: False, clock=lambda: now[0])
    list(reports.first_evaluated(session))
    session.train(1)
    before = session.progress.evaluated_at
    now[0] += 1.0
    assert not list(reports.when_due(session, slow=False))
    [event] = reports.when_due(session, slow=True)
    assert event.step == 1
    assert session.progress.evaluated_at == before
    now[0] += 0.5
    assert not list(reports.when_due(session, slow=True))
