"""What a race on a network tells of itself as it goes on, whoever lets it go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playground.engine.events.network_race import LaneEvaluated, LaneScalars, LaneState, NetworkRaceStarted
from playground.engine.events.run import Event
from playground.engine.race.network.race import LaneRun, NetworkRace
from playground.engine.training.chunk import StepChunk


def begun(run: int, race: NetworkRace) -> NetworkRaceStarted:
    """The facts of a race that has lanes."""
    members = race.members
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
        shared=race.shared,
        differing=race.differing,
    )


def told(run: int, race: NetworkRace, done: Sequence[tuple[LaneRun, StepChunk, int]]) -> Iterator[Event]:
    """A stretch that was just done, and who broke in it."""
    for runner, stretch, evaluations in done:
        yield LaneScalars(
            run,
            int(stretch.steps[-1]),
            runner.lane,
            runner.repetition,
            stretch.steps,
            stretch.loss,
            stretch.learning_rate,
            evaluations,
        )
    for runner, message in race.diverged():
        if runner.repetition == 0:
            yield LaneState(run, race.members[runner.lane].steps_done, runner.lane, "diverged", message)


def evaluated(run: int, race: NetworkRace) -> Iterator[Event]:
    """Evaluate those that are due, and tell."""
    for runner, member, outcome in race.evaluate_due():
        yield LaneEvaluated(
            run,
            member.steps_done,
            runner.lane,
            runner.repetition,
            member.epoch,
            outcome.train_loss,
            outcome.validation_loss,
            outcome.train_metric,
            outcome.validation_metric,
            member.evaluations,
        )
        if member.finished and runner.repetition == 0:
            yield LaneState(run, member.steps_done, runner.lane, "finished")
