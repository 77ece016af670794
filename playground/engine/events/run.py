"""What a run reports: plain frozen values with numpy copies, never live engine objects.

Every event carries the id of its run and the number of optimizer steps done when it was made.
``heavy`` events are pictures of a moment: only the newest of each type matters. All others make up the record of the
run: none may be lost.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from playground.arrays import Floats, Integers
from playground.build.training_fixes import TrainingFix


class RunState(StrEnum):
    """What a run is doing."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""

    run: int
    step: int
    heavy: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A node that has parameters; in the order of computation."""

    node: str
    title: str
    parameters: int


@dataclass(frozen=True, slots=True)
class Started(Event):
    """A run is built and ready, at its beginning or where it was saved.

    A reset sends it again with another run id, loaded weights with the same one.

    Attributes:
        steps_per_epoch: Optimizer steps in one pass over the training data.
        total_steps: Length of the whole run.
        layers: Nodes with parameters.
        metric: ``accuracy`` or ``r2``.
        device: In words, e.g. ``CPU`` or ``NVIDIA H100``.
        seed: Of the weights and batches.
        training_samples: Size of the training split.
        validation_samples: Size of the validation split.
        evaluated_samples: Training samples used for evaluation; fewer than all for large data.
    """

    steps_per_epoch: int
    total_steps: int
    layers: tuple[LayerInfo, ...]
    metric: str
    device: str
    seed: int
    training_samples: int
    validation_samples: int
    evaluated_samples: int


@dataclass(frozen=True, slots=True)
class StateChanged(Event):
    """The run entered a state.

    Attributes:
        message: For DIVERGED and FAILED one sentence with the place and a suggestion, else empty.
        node: The node where it happened, None when unknown.
        fix: The edit that the message suggests, None when there is none.
    """

    state: RunState
    message: str = ""
    node: str | None = None
    fix: TrainingFix | None = None


@dataclass(frozen=True, slots=True)
class DataLoading(Event):
    """Files are read before the run can begin.

    It is not heavy although only the newest matters: none must come after ``Started``.

    Attributes:
        name: Of the file or folder.
        share: Part that is done, 0 to 1; starts again where files are read twice.
        seconds_left: Estimated, None while that is not possible.
    """

    name: str
    share: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Preparing(Event):
    """Work that must be done before anything can train.

    Like ``DataLoading`` it is not heavy: none must come late.

    Attributes:
        doing: In words, e.g. ``building the lanes``.
        share: Part of it that is done; None where that is not known.
        seconds_left: Estimated; None where that is not known.
    """

    doing: str
    share: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Scalars(Event):
    """A chunk of steps: their numbers (1 for the first), the losses of their batches, their learning rates."""

    steps: Integers
    loss: Floats
    learning_rate: Floats


@dataclass(frozen=True, slots=True)
class Evaluated(Event):
    """Losses and metrics on whole splits, in evaluation mode.

    Attributes:
        epoch: May be fractional.
        train_loss: Mean over the training split, like the others over theirs.
        averaged: Whether an average of the parameters was evaluated.
    """

    epoch: float
    train_loss: float
    validation_loss: float
    train_metric: float
    validation_metric: float
    averaged: bool = False


@dataclass(frozen=True, slots=True)
class BestRestored(Event):
    """Training is over, and the weights of the best evaluation are restored.

    Attributes:
        best_step: Step of that evaluation.
        evaluation: The network with these weights.
    """

    best_step: int
    evaluation: Evaluated


@dataclass(frozen=True, slots=True)
class Message(Event):
    """An answer to a command, or a remark on the run, for the user to read.

    Attributes:
        text: One sentence.
        trouble: Whether something could not be done.
        fix: What may help, for a remark.
    """

    text: str
    trouble: bool = False
    fix: TrainingFix | None = None


@dataclass(frozen=True, slots=True)
class ChangeMarked(Event):
    """The user changed a setting during the run, e.g. ``learning rate 0.01 → 0.001``."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress(Event):
    """How far and how fast. ``seconds_left`` is None when nothing is running.

    Attributes:
        waiting: Share of the training time spent waiting for samples; 0 where they are in memory.
    """

    epoch: float
    total_steps: int
    steps_per_second: float
    seconds_left: float | None
    waiting: float = 0.0
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class RateSearch:
    """A sweep through learning rates, so far.

    Attributes:
        rates: The learning rate of each step, ascending, ``(n,)``.
        loss: Of a fixed set of training samples before the step, finite, ``(n,)``.
        smooth: Exponential average of the losses, corrected for its start at zero, ``(n,)``.
        suggestion: The rate at which the smoothed loss falls most steeply; None where it does not fall.
        steps: Length of the whole sweep.
        complete: Whether it is over.
    """

    rates: Floats
    loss: Floats
    smooth: Floats
    suggestion: float | None
    steps: int
    complete: bool


@dataclass(frozen=True, slots=True)
class RatesTried(Event):
    """A sweep through learning rates from the current parameters; the run itself waits meanwhile.

    Attributes:
        search: The sweep so far.
    """

    search: RateSearch
    heavy: ClassVar[bool] = True
