"""What a race on a network reports; see ``run`` for what all events have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any, ClassVar

from playground.arrays import Floats, Integers
from playground.engine.events.pictures import GradientFlow, PlanePath
from playground.engine.events.run import Event, RunState
from playground.spec.project import Project


@dataclass(frozen=True, slots=True)
class NetworkRaceStarted(Event):
    """All lanes stand at their start; sent again when a lane joins late.

    Attributes:
        names: Of the lanes, by id, in their order.
        total_steps: Of each lane.
        steps_per_epoch: Of each lane.
        repetitions: With different seeds.
        metric: ``accuracy`` or ``R²``.
        layers: Titles of the layers, in the order of ``GradientFlow``.
        parameters: Of the network.
        device: In words.
        shared: What is the same for all lanes, a sentence each.
        differing: What differs between lanes, a sentence each.
    """

    names: Mapping[str, str]
    total_steps: Mapping[str, int]
    steps_per_epoch: Mapping[str, int]
    repetitions: int
    metric: str
    layers: tuple[str, ...]
    parameters: int
    device: str
    shared: tuple[str, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaneScalars(Event):
    """Steps of one lane in one repetition.

    Attributes:
        lane: Its id.
        repetition: From 0.
        steps: Numbers of the steps, ``(n,)``.
        loss: Of their batches, ``(n,)``.
        learning_rate: ``(n,)``.
        evaluations: Gradients used after the last of them.
    """

    lane: str
    repetition: int
    steps: Integers
    loss: Floats
    learning_rate: Floats
    evaluations: int


@dataclass(frozen=True, slots=True)
class LaneEvaluated(Event):
    """One lane in one repetition on whole splits; ``step`` is its own.

    Attributes:
        lane: Its id.
        repetition: From 0.
        epoch: Epochs done.
        train_loss: Data loss on the training split (a fixed part of it where it is large).
        validation_loss: On the validation split.
        train_metric: Accuracy or R².
        validation_metric: Likewise.
        evaluations: Gradients used so far.
    """

    lane: str
    repetition: int
    epoch: float
    train_loss: float
    validation_loss: float
    train_metric: float
    validation_metric: float
    evaluations: int


@dataclass(frozen=True, slots=True)
class LanePace(Event):
    """How fast a lane is when it trains alone; lanes that step together cannot be timed apart.

    Attributes:
        lane: Its id.
        seconds: Of one step, measured at the start.
        loss: Of the batch of that step, the first number that is known of the lane.
    """

    lane: str
    seconds: float
    loss: float


@dataclass(frozen=True, slots=True)
class LaneState(Event):
    """A lane joined late, was dropped, diverged or finished.

    ``step`` counts the lane's own steps; of one that joins late those of the lane that has done the most.

    Attributes:
        lane: Its id.
        state: ``running``, ``finished``, ``diverged`` or ``dropped``.
        message: What happened, in a sentence; empty when there is nothing to say.
    """

    lane: str
    state: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class LaneMarked(Event):
    """A setting of a lane changed after ``step`` of its steps.

    Attributes:
        lane: Its id.
        words: What changed, e.g. ``learning rate 0.1 → 0.01``.
    """

    lane: str
    words: str


@dataclass(frozen=True, slots=True)
class LaneMessage(Event):
    """An answer to a command about a lane that could not be carried out.

    Attributes:
        lane: Its id.
        text: Why, in one sentence.
    """

    lane: str
    text: str


@dataclass(frozen=True, slots=True)
class LaneSaved(Event):
    """The weights of a lane were written to a file.

    Attributes:
        lane: Its id.
        path: Of the file, as ``checkpoint.resume`` reads it.
        project: The lane's own, with its training choices.
    """

    lane: str
    path: Path
    project: Project


@dataclass(frozen=True, slots=True)
class NetworkRaceState(Event):
    """The whole race runs, pauses, or is over.

    Attributes:
        state: READY, RUNNING, PAUSED or FINISHED.
        message: What happened, in a sentence; empty when there is nothing to say.
        progress: Part of all steps that is done, 0 to 1.
        seconds_left: Of training to the end; None while there is nothing to estimate it from.
    """

    state: RunState
    message: str = ""
    progress: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class LanePaths(Event):
    """All lanes of the first repetition on the plane of a ``LossPlane``.

    Attributes:
        paths: By lane; ``generation`` is that of the plane.
        inside: By lane, how much of its path lies in the plane: the part of the squared distances from the common
            start, 0 to 1; NaN before it has moved.
        through: Lanes through whose newest points the plane was laid when it was made; None for one along the main
            directions of all paths.
    """

    paths: Mapping[str, PlanePath]
    inside: Mapping[str, float]
    through: tuple[str, str] | None
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class LanePictures(Event):
    """Predictions of all lanes of the first repetition.

    Attributes:
        pictures: By lane: a ``DecisionMap``, ``FittedLine``, ``PredictedAgainstTrue`` or ``Confusion``, all of one
            kind.
    """

    pictures: Mapping[str, Event]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class LaneFlows(Event):
    """Gradient flow of all lanes of the first repetition.

    Attributes:
        flows: By lane.
    """

    flows: Mapping[str, GradientFlow]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True)
class NetworkResult:
    """Medians over the repetitions; what broke counts as infinitely bad.

    Attributes:
        name: Its own or its optimizer's, numbered where two are alike.
        optimizer: Key of the catalog.
        final: Newest training loss, NaN when most repetitions diverged.
        final_quartiles: Lower and upper quartile of it.
        best: Lowest training loss so far.
        validation_loss: Newest.
        metric: Newest accuracy or R² on validation data.
        steps_to_target: Median of the steps to the target's first reach; None for a miss.
        evaluations_to_target: The same in gradients.
        seconds_to_target: The same in seconds of training alone, by the pace measured at the start.
        evaluations: Gradients used by a repetition.
        reached: Repetitions that have reached the target.
        failures: Repetitions that diverged.
        repetitions: In all.
        state: ``running``, ``finished``, ``reached the target``, ``dropped`` or ``diverged at step k``.
    """

    name: str
    optimizer: str
    final: float
    final_quartiles: tuple[float, float]
    best: float
    validation_loss: float
    metric: float
    steps_to_target: float | None
    evaluations_to_target: float | None
    seconds_to_target: float | None
    evaluations: int
    reached: int
    failures: int
    repetitions: int
    state: str

    @property
    def measure(self) -> str:
        """What ``final`` and ``best`` are."""
        return "training loss"

    def shown(self, loss: float) -> float:
        """Return a loss as it is shown."""
        return loss

    def dropped(self) -> NetworkResult:
        """The same of a lane that has left."""
        return replace(self, state="dropped")

    def as_json(self) -> dict[str, Any]:
        """For the command line: numbers that are not finite become null."""
        return {
            key: _plain(value) if not isinstance(value, tuple) else [_plain(each) for each in value]
            for key, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class NetworkResults(Event):
    """The leaderboard as it stands.

    Attributes:
        results: By lane.
    """

    results: Mapping[str, NetworkResult]
    heavy: ClassVar[bool] = True


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not isfinite(value) else value
