"""How well scores rank samples: ROC curve, its area, average precision, top-k; and log loss of probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles, Floats, Integers

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class RocCurve:
    """Receiver operating characteristic of one class against the rest, from (0, 0) to (1, 1).

    Samples with equal scores are one point (Fawcett 2006, algorithm 1).

    Attributes:
        false_positive_rate: Share of the other samples with a score of at least the threshold, ``(points,)``.
        true_positive_rate: Share of the samples of the class with such a score, ``(points,)``.
        thresholds: Falling; the first is infinite, ``(points,)``.
    """

    false_positive_rate: Doubles
    true_positive_rate: Doubles
    thresholds: Doubles

    @property
    def area(self) -> float:
        """Area by the trapezoid rule: the probability that a sample of the class scores above another one.

        Equal scores count half (Hanley and McNeil 1982). NaN where all samples are of the class, or none.
        """
        if np.isnan(self.true_positive_rate[0]):
            return float("nan")
        return float(np.trapezoid(self.true_positive_rate, self.false_positive_rate))


def _ranked(positive: Flags, scores: Floats) -> tuple[Doubles, Doubles, Doubles]:
    """Return falling distinct scores, and how many positives and negatives score at least as much."""
    order = np.argsort(-scores, kind="stable")
    scores, positive = scores[order].astype(np.float64), positive[order]
    last = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1) if len(scores) else np.zeros(0, int)
    hits = np.cumsum(positive, dtype=np.float64)[last]
    return scores[last], hits, last + 1 - hits


def roc_curve(positive: Flags, scores: Floats) -> RocCurve:
    """Compute the ROC curve of a class.

    Args:
        positive: Which samples are of the class, ``(N,)``.
        scores: Their scores for the class, ``(N,)``.

    Returns:
        The curve; rates are NaN where there is nothing to divide by.
    """
    thresholds, hits, alarms = _ranked(positive, scores)
    positives = int(positive.sum())
    negatives = len(positive) - positives

    def rate(counts: Doubles, total: int) -> Doubles:
        found = np.concatenate([[0.0], counts])
        return found / total if total else np.full(len(found), np.nan)

    infinite = np.concatenate([[np.inf], thresholds])
    return RocCurve(rate(alarms, negatives), rate(hits, positives), infinite)


@dataclass(frozen=True, eq=False)
class PrecisionRecallCurve:
    """Precision over recall of one class against the rest, from recall 0 with precision 1 to recall 1.

    Attributes:
        recall: Share of the samples of the class with a score of at least the threshold, rising, ``(points,)``.
        precision: Share of the samples with such a score that are of the class, ``(points,)``.
        thresholds: Falling; the first is infinite, ``(points,)``.
    """

    recall: Doubles
    precision: Doubles
    thresholds: Doubles


def precision_recall_curve(positive: Flags, scores: Floats) -> PrecisionRecallCurve:
    """Compute the precision–recall curve of a class; as scikit-learn's, in the order of rising recall.

    Args:
        positive: Which samples are of the class, ``(N,)``.
        scores: Their scores for the class, ``(N,)``.

    Returns:
        The curve; recall is NaN without a sample of the class.
    """
    thresholds, hits, alarms = _ranked(positive, scores)
    total = hits[-1] if len(hits) and hits[-1] else float("nan")
    recall = np.concatenate([[0.0], hits / total])
    precision = np.concatenate([[1.0], hits / (hits + alarms)])
    return PrecisionRecallCurve(recall, precision, np.concatenate([[np.inf], thresholds]))


def average_precision(positive: Flags, scores: Floats) -> float:
    """Compute the sum over falling thresholds n of (R_n - R_(n-1)) P_n, with precision P and recall R.

    It is not interpolated (as ``sklearn.metrics.average_precision_score``). NaN without a positive sample.

    Args:
        positive: Which samples are of the class, ``(N,)``.
        scores: Their scores for the class, ``(N,)``.
    """
    _, hits, alarms = _ranked(positive, scores)
    if not positive.any():
        return float("nan")
    precision, recall = hits / (hits + alarms), hits / hits[-1]
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def top_k_accuracy(truth: Integers, scores: Floats, k: int) -> float:
    """Return the share of samples whose class is among the ``k`` with the highest scores; NaN without samples.

    Among equal scores the class with the higher number comes first, as in scikit-learn.

    Args:
        truth: True class numbers ``(N,)``.
        scores: ``(N, classes)``.
        k: Number of classes.
    """
    if not len(truth):
        return float("nan")
    best = np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :k]
    return float((best == truth[:, None]).any(1).mean())


def log_loss(truth: Integers, probabilities: Floats) -> float:
    """Compute the mean of -ln p of the true class (Bishop 2006, equation 4.108); NaN without samples.

    Probabilities are clipped to the precision of double numbers, so that 0 costs 36 rather than infinity.

    Args:
        truth: True class numbers ``(N,)``.
        probabilities: ``(N, classes)``.
    """
    if not len(truth):
        return float("nan")
    chosen = probabilities[np.arange(len(truth)), truth].astype(np.float64)
    least = np.finfo(np.float64).eps
    return float(-np.log(np.clip(chosen, least, 1 - least)).mean())
