"""What the lanes of a race on a network have in common and what differs, in words, derived from plain facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from playground.build.training import batch_size
from playground.catalog.kinds import INITIALIZERS, LOSSES
from playground.engine.events.fairness import Fairness, LaneChange, change_words
from playground.engine.race.fairness import (
    optimizer_words,
    schedule_words,
    seed_words,
)
from playground.engine.race.network.lane_projects import lane_project
from playground.spec.augmentation import AugmentSpec
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.spec.transfer import Recipe

TRANSFER: dict[Recipe, str] = {
    "head": "trains the last layer and keeps all others frozen",
    "upper": "trains the last layer, the upper half at a tenth of the rate, and keeps the lower half frozen",
    "all": "trains all layers, those below the last one at a tenth of the rate",
    "scratch": "draws all weights and trains all layers alike",
}


@dataclass(frozen=True)
class NetworkFacts:
    """Numbers that are the same for all lanes.

    Attributes:
        parameters: Of the network.
        training_samples: Size of the training split.
        validation_samples: Size of the validation split.
        left_out: What the files of the data hold besides the samples, in a few words; empty for nothing.
        target_checks: Fewest and most steps of any lane between two checks of the target; None without a target.
    """

    parameters: int
    training_samples: int
    validation_samples: int
    left_out: str = ""
    target_checks: tuple[int, int] | None = None


def network_fairness(
    project: Project, names: Mapping[str, str], facts: NetworkFacts, changes: Iterable[LaneChange] = ()
) -> Fairness:
    """Describe a race on a network.

    Args:
        project: Its race has the lanes as they were when they started.
        names: Of the lanes, by id.
        facts: Of the network and its data.
        changes: What happened to single lanes since, in order.
    """
    return Fairness(
        shared_words(project, facts), differing_words(project, names, facts.training_samples, changes)
    )


def shared_words(project: Project, facts: NetworkFacts) -> tuple[str, ...]:
    """Describe what is the same for all lanes, a sentence each."""
    spec, lanes = project.race, project.race.lanes
    samples = f"{facts.training_samples:,} training and {facts.validation_samples:,} validation samples"
    words = [f"Network: as drawn on the canvas, {facts.parameters:,} parameters."]
    if not any(lane.initializer or lane.transfer for lane in lanes):
        words.append(f"Initial weights: the same in every lane ({seed_words(spec)}).")
    if len(set(_batch_sizes(project, facts.training_samples).values())) == 1:
        words.append(f"Batches: the same samples in the same order in every lane ({seed_words(spec)}).")
    words += [
        f"Data: {samples}, with the same preprocessing.",
        *_augmentation_words(project.training.augment, spec),
        *([f"Left out of the data: {facts.left_out}."] if facts.left_out else []),
        f"Loss: {LOSSES.entry(project.training.loss.kind).title.lower()}, the same in every lane.",
        f"Length: {spec.epochs:,} epochs, without early stopping.",
        "Random numbers: each lane has its own generators, so no lane affects another's.",
        "Time: only training is counted, not evaluations and pictures.",
    ]
    if facts.target_checks is not None:
        words.append(_target_words(*facts.target_checks))
    return tuple(words)


def _augmentation_words(augment: AugmentSpec, spec: RaceSpec) -> tuple[str, ...]:
    """Name the random changes of training samples; empty for none."""
    if not augment.on:
        return ()
    listed = ", ".join(name for name, strength in augment if strength)
    return (
        f"Augmentation: {listed}, the same settings in every lane, drawn from the same seed ({seed_words(spec)}).",
    )


def differing_words(
    project: Project, names: Mapping[str, str], samples: int, changes: Iterable[LaneChange] = ()
) -> tuple[str, ...]:
    """Describe what differs between the lanes, a sentence each; see ``network_fairness``."""
    lanes = project.race.lanes
    words = [*optimizer_words(lanes, names)]
    sizes = _batch_sizes(project, samples)
    if len(set(sizes.values())) > 1:
        listed = ", ".join(f"{names[key]} {size:,}" for key, size in sizes.items())
        words.append(f"Batch sizes: {listed}. Smaller batches make more steps in the same epochs.")
    words += schedule_words(lanes, names)
    if any(lane.initializer for lane in lanes):
        words.append(
            f"Initial weights: {_listed(lanes, names, _initializer_words)}; drawn from the same seeds."
        )
    if any(lane.dropout is not None for lane in lanes):
        words.append(f"Dropout: {_listed(lanes, names, _dropout_words)}.")
    if any(lane.transfer for lane in lanes):
        words.append(f"Transfer learning: {_listed(lanes, names, _transfer_words)}.")
    return (*words, *change_words(names, changes))


def _listed(lanes: Iterable[LaneSpec], names: Mapping[str, str], words: Callable[[LaneSpec], str]) -> str:
    return ", ".join(f"{names[lane.id]} {words(lane)}" for lane in lanes)


def _batch_sizes(project: Project, samples: int) -> dict[str, int]:
    """Batch size of each lane by id; some optimizers take all samples at once."""
    lanes = project.race.lanes
    return {lane.id: batch_size(lane_project(project, lane, 0).training, samples) for lane in lanes}


def _initializer_words(lane: LaneSpec) -> str:
    return "as drawn" if lane.initializer is None else INITIALIZERS.entry(lane.initializer.kind).title


def _transfer_words(lane: LaneSpec) -> str:
    return "as drawn" if lane.transfer is None else TRANSFER[lane.transfer]


def _dropout_words(lane: LaneSpec) -> str:
    if lane.dropout is None:
        return "as drawn"
    return "none" if lane.dropout == 0 else f"{lane.dropout:g}"


def _target_words(fewest: int, most: int) -> str:
    steps = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    return (
        f"Target: checked at least every {steps} steps, and every hundredth of the race near the point where it is "
        "reached; this does not affect training."
    )
