"""How well a network predicts samples whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from numpy.typing import NDArray

from playground.export.html_table import html_table
from playground.inference.prediction import Prediction
from playground.measures.classification import ClassificationMeasures
from playground.measures.regression import RegressionMeasures
from playground.measures.titles import TITLES


@dataclass(frozen=True, eq=False, repr=False)
class ModelEvaluation:
    """Predictions with their truth, and measures of both.

    Attributes:
        loss: Mean loss of the samples, as during training.
        measures: Precision, recall, ROC and others for classes; MAE, RMSE and R² for numbers.
        prediction: What was predicted.
        truth: Class numbers ``(N,)``, or values ``(N, targets)`` in their own unit.
    """

    loss: float
    measures: ClassificationMeasures | RegressionMeasures
    prediction: Prediction
    truth: NDArray[Any]

    def summary(self) -> dict[str, float]:
        """Return the loss and one number for each measure, under its usual name."""
        return {"loss": self.loss, **self.measures.summary()}

    def __repr__(self) -> str:
        """The most important numbers in one line."""
        found = self.summary()
        name = "accuracy" if "accuracy" in found else "r2"
        return f"ModelEvaluation({name} {found[name]:.4g}, loss {self.loss:.4g}, {len(self.truth):,} samples)"

    def _repr_html_(self) -> str:
        """Measures of each class or target, and of all, as a notebook shows them."""
        rows = [(_title(name), _words(value)) for name, value in self.summary().items()]
        return _each(self.measures) + html_table(("", f"{len(self.truth):,} samples"), rows)


def evaluated(total_loss: float, prediction: Prediction, truth: NDArray[Any]) -> ModelEvaluation:
    """Measure predictions.

    Args:
        total_loss: Sum of the losses of all samples.
        prediction: What was predicted.
        truth: Class numbers ``(N,)``, or values ``(N, targets)``.
    """
    measures: ClassificationMeasures | RegressionMeasures
    if prediction.class_names:
        measures = ClassificationMeasures(prediction.class_names, truth, prediction.scores)
    else:
        measures = RegressionMeasures(prediction.target_names, truth, prediction.scores)
    loss = total_loss / len(truth) if len(truth) else float("nan")
    return ModelEvaluation(loss, measures, prediction, truth)


def _each(measures: ClassificationMeasures | RegressionMeasures) -> str:
    columns = measures.each()
    rows = [
        (name, *(_words(float(values[place])) for values in columns.values()))
        for place, name in enumerate(measures.names)
    ]
    return html_table(("", *(TITLES[name] for name in columns)), rows)


def _title(name: str) -> str:
    """The name of a measure in a table, e.g. ``Macro F1`` for ``macro_f1``."""
    words = [{"f1": "F1", "roc": "ROC", "auc": "AUC", "r2": "R²"}.get(word, word) for word in name.split("_")]
    return " ".join((words[0][:1].upper() + words[0][1:], *words[1:]))


def _words(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else "undefined"
