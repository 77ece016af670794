"""All optimizers; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.optimizers.sgd import SGD
from playground.catalog.optimizers.momentum import Momentum
from playground.catalog.optimizers.nesterov import Nesterov
from playground.catalog.optimizers.asgd import ASGD
from playground.catalog.optimizers.signsgd import SignSGD
from playground.catalog.optimizers.rprop import Rprop
from playground.catalog.optimizers.adagrad import Adagrad
from playground.catalog.optimizers.adadelta import Adadelta
from playground.catalog.optimizers.rmsprop import RMSprop
from playground.catalog.optimizers.adam import Adam
from playground.catalog.optimizers.adamw import AdamW
from playground.catalog.optimizers.amsgrad import AMSGrad
from playground.catalog.optimizers.adamax import Adamax
from playground.catalog.optimizers.nadam import NAdam
from playground.catalog.optimizers.radam import RAdam
from playground.catalog.optimizers.lion import Lion
from playground.catalog.optimizers.tiger import Tiger
from playground.catalog.optimizers.adabelief import AdaBelief
from playground.catalog.optimizers.adopt import ADOPT
from playground.catalog.optimizers.ademamix import AdEMAMix
from playground.catalog.optimizers.adan import Adan
from playground.catalog.optimizers.schedule_free_sgd import ScheduleFreeSGD
from playground.catalog.optimizers.schedule_free_adamw import ScheduleFreeAdamW

__all__ = [
    "ADOPT",
    "ASGD",
    "SGD",
    "AMSGrad",
    "AdEMAMix",
    "AdaBelief",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Lion",
    "Momentum",
    "NAdam",
    "Nesterov",
    "RAdam",
    "RMSprop",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
    "SignSGD",
    "Tiger",
]
