"""Events are plain values: numbers, words and arrays of their own, which nothing changes afterwards."""

import dataclasses
import pickle  # noqa: TID251 - what a process writes for itself
import subprocess
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from playground.engine.events import control as commands
from playground.engine.events import network_race, pictures, run, surface_race
from playground.engine.events.control import Control
from playground.engine.events.network_race import LaneState, NetworkRaceStarted, NetworkRaceState
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.jobs.surface_race_job import SurfaceRaceJob
from playground.engine.jobs.training_job import TrainingJob
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

PLAIN = (Enum, bool, int, float, str, bytes, type(None), Path, np.ndarray)
ROOMS = ("playground.engine.events.", "playground.build.training_fixes", "playground.catalog.kinds.surface")
"""Where the classes of values inside events live."""
HEAVY = frozenset(
    kind
    for module in (run, pictures, network_race)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind.heavy
)


def unplain(value, place):  # noqa: PLR0911 - a kind of value is a case
    """Places inside a value, with what stands there, that are no plain values."""
    if isinstance(value, np.ndarray):
        return [] if value.dtype != object else [f"{place}: array of objects"]
    if isinstance(value, PLAIN):
        return []
    if isinstance(value, BaseModel) and type(value).__module__.startswith("playground.spec."):
        return []  # what the user made: frozen models of plain values
    if isinstance(value, Mapping):
        return [
            fault
            for key, each in value.items()
            for fault in unplain(key, f"{place} key") + unplain(each, f"{place}[{key!r}]")
        ]
    if isinstance(value, tuple | frozenset):
        return [fault for number, each in enumerate(value) for fault in unplain(each, f"{place}[{number}]")]
    if dataclasses.is_dataclass(value) and type(value).__module__.startswith(ROOMS):
        assert type(value).__dataclass_params__.frozen, type(value)
        return [
            fault
            for field in dataclasses.fields(value)
            for fault in unplain(getattr(value, field.name), f"{place}.{field.name}")
        ]
    return [f"{place}: {type(value).__module__}.{type(value).__name__}"]


def arrays(value):
    """All arrays inside a value."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, Mapping):
        return [array for each in value.values() for array in arrays(each)]
    if isinstance(value, tuple):
        return [array for each in value for array in arrays(each)]
    if dataclasses.is_dataclass(value):
        return [array for field in dataclasses.fields(value) for array in arrays(getattr(value, field.name))]
    return []


def check(events):
    """All are plain, can be pickled, and hold what they held when they came."""
    kinds, kept = set(), []
    for event in events:
        kinds.add(type(event))
        assert unplain(event, type(event).__name__) == []
        kept.append((event, [array.tobytes() for array in arrays(event)], pickle.dumps(event)))
    for event, before, _ in kept:
        assert [array.tobytes() for array in arrays(event)] == before, type(event)
    return kinds, [content for *_, content in kept]


def live(project, react, wanted=frozenset()):
    """The events of a training job; ``react(event, control)`` gives commands."""
    control = Control()
    for event in TrainingJob(project, 7, control, wanted):
        yield event
        react(event, control)


def to_the_end(job, control, wanted=frozenset()):
    """The events of a race on a network that is played to its end and rests until its plane is drawn."""
    control.want(wanted)
    over = drawn = False
    for event in job:
        yield event
        drawn = drawn or isinstance(event, network_race.LanePaths)
        if isinstance(event, NetworkRaceState):
            over = event.state in {RunState.FINISHED, RunState.FAILED}
            if event.state is RunState.READY:
                control.play()
        if over and drawn:
            control.stop()


def lane(number, kind, rate):
    return LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))


@pytest.fixture
def network_race_events(spiral):
    """Of a race on a network in which a lane changes, one joins, one leaves and one is saved."""

    def run_race(folder):
        control = Control()
        spec = RaceSpec(on="network", lanes=(lane(1, "sgd", 0.1), lane(2, "adam", 0.01)), epochs=2, seeds=2)
        control.want(HEAVY)
        control.step(3)
        control.change_lane(lane(1, "sgd", 0.05))
        control.step(1)
        control.change_lane(lane(3, "adam", 0.02))
        control.drop_lane("lane-2")
        control.save_lane("lane-1", folder / "lane.weights")
        control.save_lane("lane-1", folder / "missing" / "lane.weights")
        yield from to_the_end(NetworkRaceJob(spiral.with_(race=spec), 3, control), control, HEAVY)

    return run_race


def test_events_of_a_training_run_are_plain(spiral, changed, tmp_path):
    def react(event, control):
        match event:
            case StateChanged(state=RunState.READY):
                control.keep_weights(tmp_path / "kept.weights")
                control.find_rate()
            case run.RatesTried() if event.search.complete:
                control.step(20)
            case StateChanged(state=RunState.PAUSED):
                control.change(changed(spiral, optimizer=("adam", {"learning_rate": 0.002})))
                control.save_weights(tmp_path / "run.weights")
                control.load_weights(tmp_path / "missing.weights")
                control.play()
            case StateChanged(state=RunState.FINISHED):
                control.stop()

    kinds, _ = check(live(changed(spiral, patience=2, epochs=8), react, HEAVY))
    assert {run.Started, run.Scalars, run.Evaluated, run.ChangeMarked, run.Message, run.RatesTried} <= kinds


def test_a_suggested_fix_is_a_plain_value(chain, project_of, changed):
    line = project_of("sine", {}, chain(("linear", {"units": 1}, None)), "mse", epochs=20)
    broken = changed(line, optimizer=("sgd", {"learning_rate": 100}))
    states = []

    def react(event, control):
        if isinstance(event, StateChanged):
            states.append(event)
            if event.state is RunState.READY:
                control.play()
            elif event.state is RunState.DIVERGED:
                control.stop()

    check(live(broken, react))
    fix = pickle.loads(pickle.dumps(states[-1])).fix
    assert fix.label.startswith("Lower the learning rate to")
    assert fix.apply(broken).training.optimizer.params["learning_rate"] == fix.value < 100


def test_events_of_a_race_on_a_surface_are_plain():
    spec = RaceSpec(
        surface=Choice(kind="booth"), lanes=(lane(1, "sgd", 0.01), lane(2, "adam", 0.1)), steps=80
    )
    kinds, _ = check(SurfaceRaceJob(spec, 3, Control()))
    kinds |= check(SurfaceRaceJob(spec.with_(lanes=()), 3, Control()))[0]
    assert kinds == {
        kind for kind in vars(surface_race).values() if isinstance(kind, type) and is_event(kind)
    }


def is_event(kind):
    return issubclass(kind, Event) and kind not in {Event, StateChanged}


def test_events_of_a_race_on_a_network_are_plain(network_race_events, tmp_path):
    kinds, _ = check(network_race_events(tmp_path))
    own = {kind for kind in vars(network_race).values() if isinstance(kind, type) and is_event(kind)}
    assert {kind for kind in own if kind.__module__ == network_race.__name__} <= kinds
    assert {NetworkRaceStarted, LaneState} <= kinds


def test_commands_are_plain(spiral, tmp_path):
    made = [
        commands.Change(spiral),
        commands.Steps(3),
        commands.SaveWeights(tmp_path),
        commands.ChangeLane(lane(1, "sgd", 0.1)),
        commands.RacePlane(("a", "b")),
    ]
    assert all(unplain(command, "command") == [] for command in made)


def test_events_are_read_without_torch(network_race_events, tmp_path):
    """Another process that never imports torch reads what this one has pickled."""
    _, contents = check(network_race_events(tmp_path))
    file = tmp_path / "events"
    file.write_bytes(pickle.dumps(contents))
    program = (
        "import pickle, sys, pathlib\n"
        f"contents = pickle.loads(pathlib.Path({str(file)!r}).read_bytes())\n"
        "events = [pickle.loads(content) for content in contents]\n"
        "assert 'torch' not in sys.modules, 'torch was imported'\n"
        "print(len(events))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert said.stderr == ""
    assert int(said.stdout) == len(contents)
