"""Which plain numbers and choices of ``TrainingSpec`` stand in which form of the training panel."""

NUMBERS: dict[str, tuple[str, ...]] = {
    "length": ("epochs", "batch_size", "warmup"),
    "classes": ("class_weights", "sampling"),
    "regularization": ("l2", "l2_all", "l1", "clip_value", "clip_norm"),
    "early_stopping": ("patience", "min_change", "stop_on"),
    "averaging": ("average", "average_start"),
    "evaluation": ("evaluate_in",),
    "processes": ("processes", "split", "micro_batches", "norms_over"),
}
"""Names of fields by form."""
