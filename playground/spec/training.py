"""How the network learns: loss, optimizer, schedule, batches, regularization, seed and device."""

from typing import Literal

from pydantic import Field

from playground.spec.augmentation import OFF, AugmentSpec
from playground.spec.base import Choice, Frozen
from playground.spec.device import DEVICE
from playground.spec.fields import random_seed, setting


class NodeTraining(Frozen):
    """How one node of the network learns where it differs from the choices for all."""

    rate_factor: float = setting(
        1.0,
        "The learning rate of this node is multiplied by this, at every step of the schedule; a tenth is usual for "
        "the lower part of a trained network.",
        ge=0,
        le=1000,
        log=True,
        live=True,
    )
    weight_decay: float | None = setting(
        None,
        "Share of each weight of this node that is added to its gradient, in place of the optimizer's weight decay "
        "and of L2.",
        ge=0,
        le=10,
        log=True,
        live=True,
    )
    frozen: bool = setting(
        False,
        "Weights and biases of this node stay as they are. A batch norm also keeps its running statistics, and uses "
        "them in training. Outputs of frozen first layers are computed once per sample.",
        live=True,
    )
    process: int = setting(
        0,
        "Number of the process that computes this node, where several processes share the layers; 0 lets it be chosen "
        "so that the multiply-adds are balanced.",
        ge=0,
        le=64,
        live=True,
        exclude_if=lambda value: value == 0,
    )

    def within(self, outer: "NodeTraining") -> "NodeTraining":
        """Return the settings of a node combined with those of the block around it."""
        return NodeTraining(
            rate_factor=min(1000.0, self.rate_factor * outer.rate_factor),
            weight_decay=outer.weight_decay if self.weight_decay is None else self.weight_decay,
            frozen=self.frozen or outer.frozen,
            process=self.process or outer.process,
        )


AS_ALL = NodeTraining()
"""A node that learns like all others."""


class TrainingSpec(Frozen):
    """The choice of training. The fields not listed here are described where they are declared.

    Attributes:
        loss: Entry of the catalog's losses.
        optimizer: Entry of the catalog's optimizers, with its learning rate and other parameters.
        augment: How training pictures are changed at random.
        schedule: How the learning rate changes over the run.
        device: ``auto``, ``cpu``, ``mps``, ``cuda:N``, ``xpu:N``, ``npu:N``; ``auto`` takes the first GPU.
    """

    loss: Choice = Choice(kind="cross_entropy")
    optimizer: Choice = Choice(kind="adam", params={"learning_rate": 0.01})
    schedule: Choice = Choice(kind="constant")
    warmup: int = setting(
        0,
        "Steps over which the learning rate first grows linearly to its value.",
        ge=0,
        le=1_000_000,
        title="warm-up",
        unit="steps",
        live=True,
    )
    batch_size: int = setting(
        32, "Samples per step. A change takes effect with the next epoch.", ge=1, le=65_536, live=True
    )
    epochs: int = setting(100, "Passes over the training data.", ge=1, le=1_000_000, live=True)
    class_weights: Literal["none", "balanced", "typed"] = setting(
        "none",
        "Factor of the loss of each sample by its class, in training alone: balanced weights are larger for rare "
        "classes, N / (classes × samples of the class); typed ones are your own. Evaluations count samples alike.",
        exclude_if=lambda value: value == "none",
    )
    typed_weights: str = setting(
        "",
        "A weight for each class in their order, separated by commas, such as 1, 2.5, 1; for typed class weights.",
        exclude_if=lambda value: not value,
    )
    sampling: Literal["shuffled", "balanced"] = setting(
        "shuffled",
        "How batches are drawn: every sample once in each epoch, in random order; or balanced: with replacement, every "
        "class equally often on average, so that samples of rare classes come several times.",
        exclude_if=lambda value: value == "shuffled",
    )
    augment: AugmentSpec = Field(OFF, exclude_if=lambda value: not value.on)
    l2: float = setting(
        0.0, "Adds (λ/2) Σ w² over all weights to the loss.", ge=0, le=10, log=True, title="L2", live=True
    )
    l2_all: bool = setting(
        False, "L2 includes biases and the parameters of norms.", title="L2 on biases", live=True
    )
    l1: float = setting(
        0.0, "Adds λ Σ |w| over all weights to the loss.", ge=0, le=10, log=True, title="L1", live=True
    )
    clip_value: float = setting(
        0.0,
        "Clips every entry of the gradient to at most this size, before the norm is clipped; 0 turns it off.",
        ge=0,
        le=1e6,
        log=True,
        title="clipping by value",
        live=True,
    )
    clip_norm: float = setting(
        0.0,
        "Scales the gradient down to this 2-norm when it is longer; 0 turns it off.",
        ge=0,
        le=1e6,
        log=True,
        title="clipping by norm",
        live=True,
    )
    patience: int = setting(
        0,
        "Stops after this many evaluations without improvement and restores the best weights; 0 turns it off.",
        ge=0,
        le=100_000,
        unit="evaluations",
        live=True,
    )
    min_change: float = setting(
        0.0,
        "An evaluation counts as an improvement when it is better than the best by more than this.",
        ge=0,
        le=1e6,
        log=True,
        title="minimum improvement",
        live=True,
    )
    stop_on: Literal["loss", "metric"] = setting(
        "loss",
        "The quantity on the validation data that has to improve: the loss, or the metric (accuracy or R²).",
        title="monitored quantity",
        live=True,
    )
    average: float = setting(
        0.0,
        "Decay d of an exponential moving average of the weights, for example 0.99: after each step the average "
        "is d × itself + (1 − d) × the weights. It is evaluated and drawn in place of the weights; 0 turns it off.",
        ge=0,
        lt=1,
        title="averaging decay",
        live=True,
    )
    average_start: int = setting(
        0,
        "The step from which weights are averaged; until then the average equals the weights.",
        ge=0,
        le=1_000_000_000,
        title="averaging start",
        unit="step",
        live=True,
    )
    evaluate_in: Literal["evaluation", "training"] = setting(
        "evaluation",
        "Mode of the network while it is evaluated and drawn. Training mode is the classic mistake: batch norms use "
        "the statistics of each batch, and dropout stays active. Training itself does not change.",
        title="evaluation mode",
        live=True,
    )
    seed: int = random_seed("Seed of the initial weights, the order of the batches and dropout.")
    device: str = Field("auto", pattern=DEVICE)
    processes: int = setting(
        1,
        "Processes of this computer that train together: each computes its share of every batch, and their gradients "
        "are added. The curve is that of one process. Worth it where a step takes some milliseconds.",
        ge=1,
        le=64,
        exclude_if=lambda value: value == 1,
    )
    split: Literal["samples", "layers"] = setting(
        "samples",
        "What several processes share: the samples of each batch (data parallel), or the layers of the network "
        "(a pipeline: each process computes some layers, and activations travel in micro-batches). "
        "The curve is that of one process.",
        title="split",
        exclude_if=lambda value: value == "samples",
    )
    micro_batches: int = setting(
        4,
        "Parts of a batch that travel through a pipeline one after another. With more of them processes wait less "
        "for each other, and each part costs more for its size.",
        title="micro-batches",
        ge=1,
        le=256,
        exclude_if=lambda value: value == 4,
    )
    norms_over: Literal["batch", "share"] = setting(
        "batch",
        "What batch norms average over where several processes train: the whole batch, as one process does; or the "
        "share of each process, which is faster and gives another curve.",
        title="batch norm over",
        exclude_if=lambda value: value == "batch",
    )
