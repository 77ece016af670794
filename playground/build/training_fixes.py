"""Edits that help a run which cannot continue, as plain values: a kind with a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from playground.spec.base import Choice
from playground.spec.project import Project


class FixKind(StrEnum):
    """What to change."""

    STANDARDIZE = "standardize"
    LEARNING_RATE = "learning_rate"
    CLIP_NORM = "clip_norm"
    BATCH_SIZE = "batch_size"


LABELS = {
    FixKind.STANDARDIZE: "Standardize the data",
    FixKind.LEARNING_RATE: "Lower the learning rate to {:g}",
    FixKind.CLIP_NORM: "Clip gradients to {:g}",
    FixKind.BATCH_SIZE: "Halve the batch size to {:g}",
}


@dataclass(frozen=True, slots=True)
class TrainingFix:
    """A remedy for a run.

    Attributes:
        kind: What to change.
        value: What to change it to; 0 where the kind says all.
    """

    kind: FixKind
    value: float = 0.0

    @property
    def label(self) -> str:
        """For a button."""
        return LABELS[self.kind].format(self.value)

    def apply(self, project: Project) -> Project:
        """Make the edit."""
        match self.kind:
            case FixKind.STANDARDIZE:
                return project.with_(data=project.data.with_(transform=Choice(kind="standardize")))
            case FixKind.LEARNING_RATE:
                optimizer = project.training.optimizer.with_params(learning_rate=self.value)
                return project.with_(training=project.training.with_(optimizer=optimizer))
            case FixKind.CLIP_NORM:
                return project.with_(training=project.training.with_(clip_norm=self.value))
            case FixKind.BATCH_SIZE:
                return project.with_(training=project.training.with_(batch_size=int(self.value)))
