"""All measures of a classification in one value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles, Floats, Integers
from playground.measures.confusion import ClassScores, accuracy, class_scores, confusion_matrix
from playground.measures.ranking import (
    PrecisionRecallCurve,
    RocCurve,
    average_precision,
    log_loss,
    precision_recall_curve,
    roc_curve,
    top_k_accuracy,
)

TOP = 5
"""Classes that ``top_k`` counts, at most."""


@dataclass(frozen=True, eq=False)
class ClassificationMeasures:
    """Measures of predicted class probabilities.

    Attributes:
        class_names: Names of the classes, in the order of all arrays.
        truth: True class numbers ``(N,)``.
        probabilities: ``(N, classes)``.
    """

    class_names: tuple[str, ...]
    truth: Integers
    probabilities: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """What ``each`` is about: the classes."""
        return self.class_names

    def each(self) -> dict[str, NDArray[Any]]:
        """Return the measures of each class, ``(classes,)``, under their usual names."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "roc_auc": self.roc_auc,
            "average_precision": self.average_precision,
            "support": self.support,
        }

    @cached_property
    def confusion(self) -> Integers:
        """Samples by true class (rows) and predicted class (columns)."""
        return confusion_matrix(self.truth, self.probabilities.argmax(1), len(self.class_names))

    @cached_property
    def scores(self) -> ClassScores:
        """Precision, recall, F1 and support of each class; see there for their formulas."""
        return class_scores(self.confusion)

    @property
    def precision(self) -> Doubles:
        """Precision of each class."""
        return self.scores.precision

    @property
    def recall(self) -> Doubles:
        """Recall of each class."""
        return self.scores.recall

    @property
    def f1(self) -> Doubles:
        """F1 of each class."""
        return self.scores.f1

    @property
    def support(self) -> Integers:
        """Number of samples of each class."""
        return self.scores.support

    @property
    def accuracy(self) -> float:
        """Share of samples whose class is predicted."""
        return accuracy(self.confusion)

    @property
    def log_loss(self) -> float:
        """Mean of -ln p of the true class."""
        return log_loss(self.truth, self.probabilities)

    def top_k(self, k: int = TOP) -> float:
        """Return the share of samples whose class is among the ``k`` most probable ones."""
        return top_k_accuracy(self.truth, self.probabilities, k)

    def roc(self, class_name: str) -> RocCurve:
        """Return the ROC curve of a class against the rest; raises ValueError for an unknown class."""
        place = self.class_names.index(class_name)
        return roc_curve(self.truth == place, self.probabilities[:, place])

    def precision_recall(self, class_name: str) -> PrecisionRecallCurve:
        """Return the precision–recall curve of a class; raises ValueError for an unknown class."""
        place = self.class_names.index(class_name)
        return precision_recall_curve(self.truth == place, self.probabilities[:, place])

    @cached_property
    def roc_auc(self) -> Doubles:
        """Area under the ROC curve of each class against the rest; NaN where only one side occurs."""
        return np.array([self.roc(name).area for name in self.class_names])

    @cached_property
    def average_precision(self) -> Doubles:
        """Average precision of each class against the rest; NaN for a class that does not occur."""
        columns = enumerate(self.probabilities.T)
        return np.array([average_precision(self.truth == place, column) for place, column in columns])

    def summary(self) -> dict[str, float]:
        """Return one number for each measure, under its usual name; means over classes are macro means."""
        precision, recall, f1 = self.scores.macro
        weighted = dict(
            zip(
                ("weighted_precision", "weighted_recall", "weighted_f1"),
                self.scores.weighted,
                strict=True,
            )
        )
        top = {f"top_{TOP}_accuracy": self.top_k()} if len(self.class_names) > TOP else {}
        return {
            "accuracy": self.accuracy,
            **top,
            "log_loss": self.log_loss,
            "macro_precision": precision,
            "macro_recall": recall,
            "macro_f1": f1,
            **weighted,
            "macro_roc_auc": _mean_of_defined(self.roc_auc),
            "macro_average_precision": _mean_of_defined(self.average_precision),
        }


def _mean_of_defined(values: Doubles) -> float:
    defined = values[np.isfinite(values)]
    return float(defined.mean()) if len(defined) else float("nan")
