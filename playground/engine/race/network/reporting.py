"""The events of a race on a network, for everything that runs one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.engine.events.network_race import (
    LaneEvaluated,
    LanePace,
    LaneScalars,
    LaneState,
    NetworkRaceStarted,
    NetworkResults,
)
from playground.engine.events.run import Event
from playground.engine.race.network.lane_run import LaneChunk
from playground.engine.race.network.race import NetworkRace


def start_event(run: int, race: NetworkRace) -> NetworkRaceStarted:
    """Describe a race that has lanes."""
    members, fairness = race.members, race.fairness
    first = next(iter(members.values()))
    return NetworkRaceStarted(
        run,
        0,
        names=race.names,
        total_steps={lane: member.total_steps for lane, member in members.items()},
        steps_per_epoch={lane: member.steps_per_epoch for lane, member in members.items()},
        repetitions=race.project.race.seeds,
        metric=first.metric,
        layers=tuple(layer.title for layer in first.layers),
        parameters=first.theta.numel(),
        device=first.device_name,
        shared=tuple(fairness.shared),
        differing=tuple(fairness.differing),
    )


def pace_event(run: int, race: NetworkRace, lane_id: str) -> LanePace:
    """Measure how fast a lane is, and describe that."""
    pace = race.measure_pace(lane_id)
    return LanePace(run, 0, lane_id, pace.seconds, pace.loss)


def step_events(run: int, race: NetworkRace, done: Iterable[LaneChunk]) -> Iterator[Event]:
    """Describe the steps that were just done, and which lanes diverged in them."""
    for lane_run, chunk, evaluations in done:
        yield LaneScalars(
            run,
            int(chunk.steps[-1]),
            lane_run.lane,
            lane_run.repetition,
            chunk.steps,
            chunk.loss,
            chunk.learning_rate,
            evaluations,
        )
    for lane_run, message in race.newly_diverged():
        if lane_run.repetition == 0:
            yield LaneState(run, race.members[lane_run.lane].steps_done, lane_run.lane, "diverged", message)


def evaluation_events(run: int, race: NetworkRace) -> Iterator[Event]:
    """Evaluate the lanes that are due and describe the outcome."""
    for lane_run, member, outcome in race.evaluations_due():
        yield LaneEvaluated(
            run,
            member.steps_done,
            lane_run.lane,
            lane_run.repetition,
            member.epoch,
            outcome.train_loss,
            outcome.validation_loss,
            outcome.train_metric,
            outcome.validation_metric,
            member.evaluations,
        )
        if member.finished and lane_run.repetition == 0:
            yield LaneState(run, member.steps_done, lane_run.lane, "finished")


def result_event(run: int, race: NetworkRace) -> NetworkResults:
    """Describe how all lanes stand, also those that were dropped."""
    lanes = [lane.id for lane in race.project.race.lanes]
    return NetworkResults(run, race.step, {lane: race.result(lane) for lane in lanes})
