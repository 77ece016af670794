"""All losses; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.losses.cross_entropy import CrossEntropy
from playground.catalog.losses.bce import BinaryCrossEntropy
from playground.catalog.losses.nll import NegativeLogLikelihood
from playground.catalog.losses.hinge import Hinge
from playground.catalog.losses.mse import MeanSquaredError
from playground.catalog.losses.l1 import MeanAbsoluteError
from playground.catalog.losses.huber import Huber

__all__ = [
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Hinge",
    "Huber",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "NegativeLogLikelihood",
]
