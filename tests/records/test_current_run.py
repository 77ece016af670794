"""The record of the run that is shown."""

import numpy as np

from playground.engine.events.run import Scalars, Started
from playground.records.current_run import CurrentRun


def started(run):
    return Started(run, 0, 10, 100, (), "accuracy", "CPU", 0, 70, 30, 70)


def scalars(run, step):
    return Scalars(run, step, np.array([step]), np.ones(1), np.ones(1))


def test_each_start_begins_another_record():
    run = CurrentRun()
    run.extend([started(1), scalars(1, 1)])
    before = run.record
    assert before.step == 1
    run.extend([scalars(1, 2), started(2), scalars(2, 1), scalars(1, 3)])
    assert before.step == 2
    assert run.record is not before
    assert (run.record.run, run.record.step) == (2, 1)


def test_after_it_is_cleared_only_a_new_run_is_recorded():
    run = CurrentRun()
    run.extend([started(1), scalars(1, 1)])
    run.clear()
    run.extend([scalars(1, 2)])
    assert (run.record.run, run.record.step) == (None, 0)
    run.extend([started(1), scalars(1, 1)])
    assert run.record.step == 1
