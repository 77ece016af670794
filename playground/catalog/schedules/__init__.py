"""All schedules; the order of these modules is the order of the form."""

MODULES = (
    "constant",
    "linear_decay",
    "inverse_time",
    "step",
    "multi_step",
    "exponential",
    "polynomial",
    "cosine",
    "cosine_restarts",
    "cyclic",
    "one_cycle",
    "warmup_stable_decay",
    "plateau",
)
