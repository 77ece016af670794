"""How the network learns: loss, optimizer, schedule, batches, regularization, seed and device."""

from typing import Literal

from pydantic import Field

from playground.spec.base import Choice, Frozen


class NodeTraining(Frozen):
    """How one node of the network learns, beside the choices for all.

    Attributes:
        rate_factor: Of the learning rate.
        weight_decay: In place of the optimizer's weight decay and of L2; None for these.
        frozen: Whether its parameters stay as they are.
    """

    rate_factor: float = Field(1.0, ge=0, le=1000)
    weight_decay: float | None = Field(None, ge=0, le=10)
    frozen: bool = False

    def within(self, outer: "NodeTraining") -> "NodeTraining":
        """What holds for a node in a block that has settings too."""
        return NodeTraining(
            rate_factor=min(1000.0, self.rate_factor * outer.rate_factor),
            weight_decay=outer.weight_decay if self.weight_decay is None else self.weight_decay,
            frozen=self.frozen or outer.frozen,
        )


AS_ALL = NodeTraining()
"""A node that learns as the choices for all say."""


class TrainingSpec(Frozen):
    """The choice of training.

    Attributes:
        loss: Entry of the catalog's losses.
        optimizer: Entry of the catalog's optimizers, with its learning rate and other parameters.
        schedule: How the learning rate changes over the run.
        warmup: Steps over which the learning rate first grows linearly to its value.
        batch_size: Samples per step.
        epochs: Passes over the training data.
        l2: Coefficient of the sum of squared weights added to the loss (half of it: (l2/2) * sum w^2).
        l2_all: Whether biases and the parameters of norms count among them.
        l1: Coefficient of the sum of absolute weights added to the loss.
        clip_value: Every entry of the gradient is cut to at most this size, before its norm is; 0 for no clipping.
        clip_norm: The gradient is scaled down to this 2-norm when longer; 0 for no clipping.
        patience: Training stops after so many evaluations without improvement and goes back to the best weights; 0 for
            neither.
        min_change: An evaluation has to be better by more than this to count as an improvement.
        stop_on: What is watched on the validation split: its ``loss`` or its ``metric`` (accuracy or R²).
        average: Decay of an exponential average of the parameters that is evaluated in their place; 0 for none.
        average_start: Steps before the average begins.
        evaluate_in: Mode of the network while it is evaluated and drawn: ``evaluation`` as it should be, or
            ``training``, the classic mistake: batch norms use the statistics of each batch, and dropout drops.
        seed: Of the initial weights, the order of the batches and dropout.
        device: ``auto``, ``cpu``, ``cuda:N`` or ``mps``; ``auto`` takes CUDA, then MPS, where there is one.
    """

    loss: Choice = Choice(kind="cross_entropy")
    optimizer: Choice = Choice(kind="adam", params={"learning_rate": 0.01})
    schedule: Choice = Choice(kind="constant")
    warmup: int = Field(0, ge=0, le=1_000_000)
    batch_size: int = Field(32, ge=1, le=65_536)
    epochs: int = Field(100, ge=1, le=1_000_000)
    l2: float = Field(0.0, ge=0, le=10)
    l2_all: bool = False
    l1: float = Field(0.0, ge=0, le=10)
    clip_value: float = Field(0.0, ge=0, le=1e6)
    clip_norm: float = Field(0.0, ge=0, le=1e6)
    patience: int = Field(0, ge=0, le=100_000)
    min_change: float = Field(0.0, ge=0, le=1e6)
    stop_on: Literal["loss", "metric"] = "loss"
    average: float = Field(0.0, ge=0, lt=1)
    average_start: int = Field(0, ge=0, le=1_000_000_000)
    evaluate_in: Literal["evaluation", "training"] = "evaluation"
    seed: int = Field(0, ge=0, lt=2**31)
    device: str = Field("auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
