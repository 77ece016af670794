"""Short runs and races whose events make records."""

import pytest

from playground.engine.events.control import Control
from playground.engine.events.network_race import LanePaths, NetworkRaceState
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import RunState, StateChanged
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.jobs.surface_race_job import SurfaceRaceJob
from playground.engine.jobs.training_job import TrainingJob
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec


def lane(number, kind, rate):
    return LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))


@pytest.fixture
def small_project():
    """54 steps of a small network on the CPU."""
    graph = Graph()
    for kind, params in (("input", {}), ("linear", {"units": 8}), ("linear", {"units": 2}), ("output", {})):
        graph = graph.add(Node(id=f"{kind}-{len(graph.nodes)}", kind=kind, params=params))
        if len(graph.nodes) > 1:
            graph = graph.connect(graph.nodes[-2].id, graph.nodes[-1].id)
    project = Project(graph=graph)
    data = project.data.with_(dataset=Choice(kind="spiral", params={"samples": 120}))
    training = project.training.with_(device="cpu", batch_size=10, epochs=6)
    return project.with_(data=data, training=training)


@pytest.fixture
def live_run(small_project):
    """Starts a run in which the learning rate is changed at step 20; iterate its events."""

    def go():
        control = Control()
        changed = small_project.training.with_(optimizer=Choice(kind="adam", params={"learning_rate": 0.002}))
        for event in TrainingJob(small_project, 3, control):
            yield event
            match event:
                case StateChanged(state=RunState.READY):
                    control.step(20)
                case StateChanged(state=RunState.PAUSED):
                    control.change(small_project.with_(training=changed))
                    control.play()
                case StateChanged(state=RunState.FINISHED):
                    control.stop()

    return go


@pytest.fixture
def surface_race():
    """Starts a race on a surface; iterate its events."""

    def go(**changes):
        lanes = (lane(1, "sgd", 0.01), lane(2, "adam", 0.1), lane(3, "sgd", 9.0))
        spec = RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=120, seeds=2, noise=0.1)
        return SurfaceRaceJob(spec.with_(**changes), 5, Control())

    return go


@pytest.fixture
def network_race(small_project):
    """Starts a race on a network in which one lane is changed, one joins late and one is dropped."""

    def go():
        control = Control()
        spec = RaceSpec(on="network", lanes=(lane(1, "sgd", 0.1), lane(2, "adam", 0.01)), epochs=3, seeds=2)
        control.want(frozenset({LossPlane, LanePaths}))
        control.step(12)
        paused = 0
        for event in NetworkRaceJob(small_project.with_(race=spec), 5, control):
            yield event
            if isinstance(event, NetworkRaceState) and event.state is RunState.PAUSED:
                paused += 1
                if paused == 1:
                    control.change_lane(lane(1, "sgd", 0.05))
                    control.change_lane(lane(3, "momentum", 0.02))
                    control.step(4)
                else:
                    control.drop_lane("lane-2")
                    control.play()
            elif isinstance(event, NetworkRaceState) and event.state is RunState.FINISHED:
                control.stop()

    return go
