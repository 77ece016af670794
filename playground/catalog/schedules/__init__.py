"""All schedules; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.schedules.constant import Constant
from playground.catalog.schedules.linear_decay import LinearDecay
from playground.catalog.schedules.inverse_time import InverseTime
from playground.catalog.schedules.step import Step
from playground.catalog.schedules.multi_step import MultiStep
from playground.catalog.schedules.exponential import Exponential
from playground.catalog.schedules.polynomial import Polynomial
from playground.catalog.schedules.cosine import Cosine
from playground.catalog.schedules.cosine_restarts import CosineRestarts
from playground.catalog.schedules.cyclic import Cyclic
from playground.catalog.schedules.one_cycle import OneCycle
from playground.catalog.schedules.warmup_stable_decay import WarmupStableDecay
from playground.catalog.schedules.plateau import Plateau

__all__ = [
    "Constant",
    "Cosine",
    "CosineRestarts",
    "Cyclic",
    "Exponential",
    "InverseTime",
    "LinearDecay",
    "MultiStep",
    "OneCycle",
    "Plateau",
    "Polynomial",
    "Step",
    "WarmupStableDecay",
]
