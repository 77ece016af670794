"""All schedules, in the order of the form."""

from playground.catalog.schedules.steady import Constant, Exponential, InverseTime, LinearDecay, Step  # isort: skip
from playground.catalog.schedules.waves import Cosine, OneCycle  # isort: skip

__all__ = ["Constant", "Cosine", "Exponential", "InverseTime", "LinearDecay", "OneCycle", "Step"]
