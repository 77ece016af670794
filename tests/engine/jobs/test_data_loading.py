"""A run whose data take their time: it tells how far they are, and ends when it is told to."""

import threading
from typing import ClassVar

import numpy as np
import pytest
import torch

from playground.build.data.facts import info_of
from playground.catalog.kinds import (
    DATASETS,
    DataInfo,
    DataProblem,
    Dataset,
    NotWanted,
    RawData,
    param,
    still_wanted,
    while_wanted,
)
from playground.catalog.kinds.progress import progress
from playground.engine.events.control import Control
from playground.engine.events.run import DataLoading, Preparing, RunState, Started, StateChanged
from playground.engine.jobs.training_job import TrainingJob
from playground.spec.base import Choice

DEADLOCK = 30


class Slow(Dataset):
    """Half of it is read at once, the other half when the gate opens."""

    large: ClassVar[bool] = True
    gate: ClassVar[threading.Event]
    begun: ClassVar[threading.Event]
    readings: ClassVar[int]
    asks: ClassVar[bool]
    kept_waiting: ClassVar[bool]
    path: str = param("", "The file.", browse="file")

    def ready(self):
        return "info" not in self.path

    def info(self):
        if not self.ready():
            self._wait()
        return DataInfo("classification", (2,), 3, tuple("abc"), tuple("uv"), samples=60)

    def load(self, seed):
        Slow.readings += 1
        progress(0.25)
        progress(1.0 if "whole" in self.path else 0.5)
        self._wait()
        if "broken" in self.path:
            raise DataProblem("The second half is broken.")
        return RawData(np.random.default_rng(seed).normal(size=(60, 2)).astype(np.float32), np.arange(60) % 3)

    def _wait(self):
        Slow.begun.set()
        if not self.asks:
            Slow.kept_waiting = not self.gate.wait(DEADLOCK)
        while self.asks and not self.gate.wait(0.002):
            still_wanted()


@pytest.fixture
def slow(chain, project_of, tmp_path):
    """Makes a project of such data."""
    Slow.gate, Slow.begun = threading.Event(), threading.Event()
    Slow.readings, Slow.asks, Slow.kept_waiting = 0, True, False
    DATASETS.register("slow", title="Slow data", group="Your own data")(Slow)

    def make(name):
        graph = chain(("linear", {"units": 3}, None))
        return project_of("slow", {"path": str(tmp_path / name)}, graph)

    yield make
    Slow.gate.set()
    del DATASETS._entries["slow"]


def test_how_far_it_is_comes_in_front_of_everything_else(slow):
    control, events = Control(), []
    for event in TrainingJob(slow("some.bin"), 7, control):
        events.append(event)
        if isinstance(event, DataLoading):
            Slow.gate.set()
        if isinstance(event, StateChanged):
            control.stop()
    told = [event for event in events if isinstance(event, DataLoading)]
    assert told
    assert (told[0].run, told[0].step, told[0].name, told[0].share) == (7, 0, "some.bin", 0.5)
    assert told[0].seconds_left > 0
    assert isinstance(events[len(told)], Started)
    assert Slow.readings == 1


def test_what_follows_the_read_is_named(slow):
    control, events = Control(), []
    for event in TrainingJob(slow("whole.bin"), 7, control):
        events.append(event)
        if isinstance(event, Preparing):
            Slow.gate.set()
        if isinstance(event, StateChanged):
            control.stop()
    named = [event.doing for event in events if isinstance(event, Preparing)]
    assert named == ["preparing the samples of whole.bin"]


def test_a_pass_that_is_not_wanted_ends_between_layers_unless_it_trains(spiral_session):
    session = spiral_session
    with while_wanted(lambda: True):
        with torch.no_grad(), pytest.raises(NotWanted):
            session.network(session.data.x_val)
        session.network(session.data.x_val)


@pytest.mark.parametrize("asks", [True, False], ids=["asks", "does not ask"])
def test_a_run_that_is_stopped_meanwhile_ends_without_a_word_and_the_next_one_reads_again(slow, asks):
    project, control = slow(f"stopped {asks}.bin"), Control()
    Slow.asks = asks
    events = []
    for event in TrainingJob(project, 7, control):
        events.append(event)
        control.stop()
    assert {type(event) for event in events} == {DataLoading}
    assert not Slow.gate.is_set()
    assert not Slow.kept_waiting
    Slow.gate.set()
    again = Control()
    states = []
    for event in TrainingJob(project, 8, again):
        if isinstance(event, StateChanged):
            states.append(event.state)
            again.stop()
    assert states == [RunState.READY]
    assert Slow.readings == 2 or not asks  # what was left to itself may have come to its end


def test_what_is_wrong_with_the_data_is_reported_once(slow):
    Slow.gate.set()
    events = list(TrainingJob(slow("broken.bin"), 7, Control()))
    assert [(event.state, event.message) for event in events] == [
        (RunState.FAILED, "The second half is broken.")
    ]
    assert Slow.readings == 1


def test_who_waits_for_what_another_one_reads_may_give_up(slow):
    project = slow("info.bin")
    other = threading.Thread(target=lambda: info_of(project.data.dataset))
    other.start()
    assert Slow.begun.wait(DEADLOCK)
    asked = []
    with pytest.raises(NotWanted), while_wanted(lambda: asked.append(True) or len(asked) > 1):
        info_of(Choice(kind="slow", params={"path": "another info.bin"}))
    assert other.is_alive()
    Slow.gate.set()
    other.join(DEADLOCK)
    assert not other.is_alive()
