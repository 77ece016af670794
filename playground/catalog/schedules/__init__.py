"""All schedules; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.schedules.constant import Constant
from playground.catalog.schedules.step import Step
from playground.catalog.schedules.exponential import Exponential
from playground.catalog.schedules.cosine import Cosine
from playground.catalog.schedules.one_cycle import OneCycle
from playground.catalog.schedules.linear_decay import LinearDecay
from playground.catalog.schedules.inverse_time import InverseTime

__all__ = ["Constant", "Cosine", "Exponential", "InverseTime", "LinearDecay", "OneCycle", "Step"]
