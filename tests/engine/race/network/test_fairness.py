"""What the lanes of a race on a network have in common and what differs, told from plain facts."""

import pytest

from playground.engine.events.control import Control
from playground.engine.events.fairness import LaneChange, change_words, lane_change
from playground.engine.events.network_race import LaneState, NetworkRaceStarted, NetworkRaceState
from playground.engine.events.run import RunState
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.race.network.fairness import (
    NetworkFacts,
    differing_words,
    network_fairness,
    shared_words,
)
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

NAMES = {"a": "Adam", "r": "RMSprop", "s": "SGD"}
CHANGES = (
    LaneChange("s", 200, "", "dropped"),
    LaneChange("a", 400, "learning rate 0.01 → 0.001"),
    LaneChange("r", 1600, "", "joined"),
)
SENTENCES = (
    "SGD was dropped at step 200.",
    "Adam: learning rate 0.01 → 0.001 at step 400.",
    "RMSprop joined at step 1,600, from the common start.",
)


def lane(key, kind, rate, **changes):
    return LaneSpec(id=key, optimizer=Choice(kind=kind, params={"learning_rate": rate}), **changes)


@pytest.fixture
def racing(spiral):
    lanes = (lane("a", "adam", 0.01), lane("s", "sgd", 0.1))
    return spiral.with_(race=RaceSpec(on="network", lanes=lanes, epochs=30, target=0.6))


def test_changes_are_sentences_with_their_step_in_order():
    assert change_words(NAMES, CHANGES) == SENTENCES


def test_changes_follow_the_settings_that_lanes_started_with(racing):
    words = differing_words(racing, NAMES, 300, CHANGES)
    assert words == ("Optimizers: Adam at rate 0.01; SGD at rate 0.1.", *SENTENCES)


def test_a_lane_with_a_name_of_its_own_names_its_optimizer_too(racing):
    assert differing_words(racing, {"a": "Fast", "s": "SGD"}, 300) == (
        "Optimizers: Fast: Adam at rate 0.01; SGD at rate 0.1.",
    )


def test_the_target_is_shared_only_where_there_is_one(racing):
    facts = {"parameters": 1234, "training_samples": 300, "validation_samples": 100}
    without = shared_words(racing, NetworkFacts(**facts))
    assert "Network: as drawn on the canvas, 1,234 parameters." in without
    assert not any(words.startswith("Target") for words in without)
    checked = shared_words(racing, NetworkFacts(**facts, target_checks=(3, 5)))
    assert checked[-1].startswith("Target: checked at least every 3 to 5 steps")
    assert checked[:-1] == without
    both = network_fairness(racing, NAMES, NetworkFacts(**facts))
    assert both.shared == without


# --- live ----------------------------------------------------------------------------------------


class Live:
    """A job that is driven from outside, event by event."""

    def __init__(self, project):
        self.control, self.events = Control(), []
        self._job = iter(NetworkRaceJob(project, 7, self.control))

    def until(self, done):
        for event in self._job:
            self.events.append(event)
            if done(event):
                return event
        raise AssertionError("the job ended")

    def run(self, steps):
        self.control.step(steps)
        self.until(lambda event: isinstance(event, NetworkRaceState) and event.state is RunState.PAUSED)

    @property
    def changes(self):
        return [change for event in self.events if (change := lane_change(event)) is not None]


def test_a_race_reports_every_change_of_a_lane_with_its_step(racing):
    live = Live(racing)
    live.run(20)
    live.control.change_lane(lane("a", "adam", 0.001))
    live.run(10)
    live.control.drop_lane("s")
    live.run(5)
    live.control.change_lane(lane("r", "rmsprop", 0.01))
    live.run(5)
    assert live.changes == [
        LaneChange("a", 20, "learning rate 0.01 → 0.001"),
        LaneChange("s", 30, "", "dropped"),
        LaneChange("r", 35, "Joined late, from the common start.", "joined"),
    ]


def test_a_lane_that_joins_late_brings_its_settings_and_the_others_keep_those_of_their_start(racing):
    live = Live(racing)
    live.run(20)
    live.control.change_lane(lane("a", "adam", 0.001))
    live.control.drop_lane("s")
    live.control.change_lane(lane("r", "rmsprop", 0.01))
    live.run(5)
    first, second = (event for event in live.events if isinstance(event, NetworkRaceStarted))
    assert first.differing == ("Optimizers: Adam at rate 0.01; SGD at rate 0.1.",)
    assert second.differing == ("Optimizers: Adam at rate 0.01; SGD at rate 0.1; RMSprop at rate 0.01.",)
    assert second.shared == first.shared


def test_a_lane_that_cannot_join_leaves_the_race_unchanged(racing):
    live = Live(racing)
    live.run(10)
    live.control.change_lane(lane("r", "rmsprop", 1e30))
    live.run(10)
    live.control.change_lane(lane("x", "nonesuch", 0.1))
    live.run(10)
    live.control.play()
    live.until(lambda event: isinstance(event, NetworkRaceState) and event.state is RunState.FINISHED)
    joined = [
        event.lane for event in live.events if isinstance(event, LaneState) and event.state == "running"
    ]
    assert joined == []
