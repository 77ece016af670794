"""Which events are shown in which frame."""

import numpy as np

from playground.engine.events.pictures import GradientFlow, NodeActivity
from playground.engine.events.run import RunState, Scalars, StateChanged
from playground.ui.runs.rounds import FRAMES, Rounds


def scalars(step):
    return Scalars(1, step, np.array([step]), np.zeros(1), np.zeros(1))


def activity(step):
    return NodeActivity(1, step, {}, {})


def flow(step):
    nothing = np.zeros(0)
    return GradientFlow(1, step, nothing, nothing, nothing, nothing, nothing, ())


def test_nothing_is_lost_and_the_order_of_the_record_stays():
    rounds = Rounds()
    rounds.take_in([scalars(1), activity(1), scalars(2)])
    rounds.take_in([scalars(3), flow(3)])
    dealt = [event for _ in range(FRAMES + 1) for event in rounds.deal()]
    assert [event.step for event in dealt if isinstance(event, Scalars)] == [1, 2, 3]
    assert {type(event) for event in dealt} == {Scalars, NodeActivity, GradientFlow}
    assert rounds.empty


def test_of_pictures_the_newest_is_shown_once():
    rounds = Rounds()
    rounds.take_in([activity(1)])
    rounds.take_in([activity(2)])
    dealt = [event for _ in range(2 * FRAMES) for event in rounds.deal()]
    assert [event.step for event in dealt] == [2]


def test_no_frame_shows_two_groups():
    rounds = Rounds()
    rounds.take_in([scalars(1), activity(1), flow(1)])
    for _ in range(FRAMES + 1):
        assert len({type(event) for event in rounds.deal()}) <= 1


def test_a_change_of_state_waits_for_nothing():
    for waited in range(FRAMES):
        rounds = Rounds()
        for _ in range(waited):
            rounds.deal()
        rounds.take_in([activity(1), StateChanged(1, 1, RunState.PAUSED)])
        assert {type(event) for event in rounds.deal()} == {NodeActivity, StateChanged}
        assert rounds.empty


def test_what_was_cleared_is_not_shown():
    rounds = Rounds()
    rounds.take_in([scalars(1), activity(1)])
    rounds.clear()
    assert rounds.empty
    assert [rounds.deal() for _ in range(FRAMES)] == [[]] * FRAMES
