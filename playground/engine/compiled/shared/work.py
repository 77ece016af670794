"""What one process computes of a training that several do together."""

from __future__ import annotations

from playground.engine.compiled.shared.share import Share
from playground.engine.compiled.shared.single_steps import Parts
from playground.engine.compiled.shared.stages import Stages
from playground.engine.runtime.ranks import Ranks
from playground.spec.training import TrainingSpec


def work_of(parts: Parts, ranks: Ranks, training: TrainingSpec) -> Share | Stages:
    """Return this process's part: some samples of every batch, or some layers of the network."""
    if training.split == "layers":
        return Stages(parts, ranks, training.micro_batches)
    return Share(parts, ranks, local_norms=training.norms_over == "share")
