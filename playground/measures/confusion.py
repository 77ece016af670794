"""Which classes are taken for which, and what follows from that: precision, recall, F1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import Doubles, Integers


def confusion_matrix(truth: Integers, predicted: Integers, classes: int) -> Integers:
    """Count samples by true class (rows) and predicted class (columns), ``(classes, classes)``.

    Args:
        truth: True class numbers ``(N,)``.
        predicted: Predicted class numbers ``(N,)``.
        classes: Number of classes.
    """
    counts = np.bincount(truth * classes + predicted, minlength=classes**2)
    return counts.reshape(classes, classes).astype(np.int64)


@dataclass(frozen=True, eq=False)
class ClassScores:
    """Precision, recall and F1 of each class, ``(classes,)`` each.

    With true positives TP, false positives FP and false negatives FN of a class (van Rijsbergen 1979, chapter 7):
    precision = TP / (TP + FP), recall = TP / (TP + FN), F1 = 2 TP / (2 TP + FP + FN), the harmonic mean of both.
    A quotient 0 / 0 counts as 0, as in scikit-learn; a class that neither occurs nor is predicted has NaN.

    Attributes:
        precision: Share of the samples predicted as a class that belong to it.
        recall: Share of the samples of a class that are predicted as it.
        f1: Their harmonic mean.
        support: Number of samples of each class.
    """

    precision: Doubles
    recall: Doubles
    f1: Doubles
    support: Integers

    @property
    def macro(self) -> tuple[float, float, float]:
        """Precision, recall and F1 averaged over the classes that occur or are predicted; NaN without samples."""
        found = [values[np.isfinite(values)] for values in (self.precision, self.recall, self.f1)]
        precision, recall, f1 = (float(values.mean()) if len(values) else float("nan") for values in found)
        return precision, recall, f1

    @property
    def weighted(self) -> tuple[float, float, float]:
        """Precision, recall and F1 averaged over classes, weighted by support; NaN without samples."""
        total = self.support.sum()
        if not total:
            return float("nan"), float("nan"), float("nan")
        parts = (np.nan_to_num(values) for values in (self.precision, self.recall, self.f1))
        precision, recall, f1 = (float((values * self.support).sum() / total) for values in parts)
        return precision, recall, f1


def class_scores(confusion: Integers) -> ClassScores:
    """Compute precision, recall and F1 of each class.

    Args:
        confusion: Counts by true class (rows) and predicted class (columns).
    """
    hits, support, predicted = confusion.diagonal(), confusion.sum(1), confusion.sum(0)
    absent = support + predicted == 0

    def share(part: Integers, whole: Integers) -> Doubles:
        found = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
        return np.where(absent, np.nan, found)

    return ClassScores(
        share(hits, predicted), share(hits, support), share(2 * hits, support + predicted), support
    )


def accuracy(confusion: Integers) -> float:
    """Return the share of samples whose class is predicted; NaN without samples."""
    total = int(confusion.sum())
    return int(confusion.trace()) / total if total else float("nan")
