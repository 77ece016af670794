"""Names of measures as people read them."""

TITLES = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "roc_auc": "ROC area",
    "average_precision": "Average precision",
    "support": "Samples",
    "mae": "MAE",
    "rmse": "RMSE",
    "r2": "R²",
    "accuracy": "Accuracy",
    "log_loss": "Log loss",
    "loss": "Loss",
}
MEANINGS = {
    "precision": "Share of the samples predicted as a class that belong to it",
    "recall": "Share of the samples of a class that are predicted as it",
    "f1": "Harmonic mean of precision and recall",
    "roc_auc": "Probability that a sample of the class gets a higher probability for it than another sample",
    "average_precision": "Mean of the precision over all recalls: the area under the precision–recall curve",
    "support": "Number of samples of the class",
    "mae": "Mean absolute error, in the unit of the target",
    "rmse": "Square root of the mean squared error, in the unit of the target",
    "r2": "Share of the variance of the target that is explained",
}


def title(name: str) -> str:
    """Return the title of a measure, such as ``Macro F1`` for ``macro_f1`` and ``Top-5 accuracy``."""
    for kind in ("macro", "weighted"):
        if name.startswith(f"{kind}_"):
            rest = title(name.removeprefix(f"{kind}_"))
            return f"{kind.capitalize()} {rest if rest[:2].isupper() or rest == 'F1' else rest.lower()}"
    if name.startswith("top_"):
        return f"Top-{name.split('_')[1]} accuracy"
    return TITLES[name]
