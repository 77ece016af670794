"""Edits that help a run which cannot start or continue, as plain values: a kind with a number, or parameters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from playground.catalog.kinds import DataProblem, SetParams
from playground.spec.base import Choice
from playground.spec.project import Project


class FixKind(StrEnum):
    """What to change."""

    STANDARDIZE = "standardize"
    LEARNING_RATE = "learning_rate"
    CLIP_NORM = "clip_norm"
    BATCH_SIZE = "batch_size"
    DATA = "data"


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
        hint: Parameters of the data, for that kind only.
    """

    kind: FixKind
    value: float = 0.0
    hint: SetParams | None = None

    @classmethod
    def of_data(cls, problem: DataProblem) -> TrainingFix | None:
        """The best fix that a problem with the data brings, None where it brings none."""
        return cls(FixKind.DATA, hint=problem.fixes[0]) if problem.fixes else None

    @property
    def label(self) -> str:
        """For a button."""
        if self.hint is not None:
            return self.hint.label
        return LABELS[self.kind].format(self.value)

    def apply(self, project: Project) -> Project:
        """Make the edit."""
        match self.kind:
            case FixKind.DATA:
                from playground.build.data.choose_data import with_dataset  # noqa: PLC0415 - events are read without torch

                assert self.hint is not None
                return with_dataset(project, project.data.dataset.with_params(**self.hint.params))
            case FixKind.STANDARDIZE:
                return project.with_(data=project.data.with_(transform=Choice(kind="standardize")))
            case FixKind.LEARNING_RATE:
                optimizer = project.training.optimizer.with_params(learning_rate=self.value)
                return project.with_(training=project.training.with_(optimizer=optimizer))
            case FixKind.CLIP_NORM:
                return project.with_(training=project.training.with_(clip_norm=self.value))
            case FixKind.BATCH_SIZE:
                return project.with_(training=project.training.with_(batch_size=int(self.value)))
