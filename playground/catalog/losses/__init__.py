"""All losses, in the order of the form."""

from playground.catalog.losses.classification import BinaryCrossEntropy, CrossEntropy, Hinge
from playground.catalog.losses.distances import Huber, MeanAbsoluteError, MeanSquaredError

__all__ = ["BinaryCrossEntropy", "CrossEntropy", "Hinge", "Huber", "MeanAbsoluteError", "MeanSquaredError"]
