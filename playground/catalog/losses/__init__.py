"""All losses; the order of these modules is the order of the form."""

MODULES = (
    "cross_entropy",
    "bce",
    "nll",
    "hinge",
    "mse",
    "l1",
    "huber",
)
