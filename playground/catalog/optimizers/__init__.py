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
from playground.catalog.optimizers.mars import MARS
from playground.catalog.optimizers.schedule_free_sgd import ScheduleFreeSGD
from playground.catalog.optimizers.schedule_free_adamw import ScheduleFreeAdamW
from playground.catalog.optimizers.prodigy import Prodigy
from playground.catalog.optimizers.dadapt_adam import DAdaptAdam
from playground.catalog.optimizers.lookahead import Lookahead
from playground.catalog.optimizers.sam import SAM
from playground.catalog.optimizers.lamb import LAMB
from playground.catalog.optimizers.lars import LARS
from playground.catalog.optimizers.adafactor import Adafactor
from playground.catalog.optimizers.muon import Muon
from playground.catalog.optimizers.shampoo import Shampoo
from playground.catalog.optimizers.soap import SOAP
from playground.catalog.optimizers.kron import Kron
from playground.catalog.optimizers.lbfgs import LBFGS
from playground.catalog.optimizers.newton import Newton
from playground.catalog.optimizers.adahessian import AdaHessian
from playground.catalog.optimizers.sophia import SophiaH
from playground.catalog.optimizers.gradient_descent import GradientDescent
from playground.catalog.optimizers.line_descent import LineDescent
from playground.catalog.optimizers.conjugate_gradient import ConjugateGradient
from playground.catalog.optimizers.coordinate_descent import CoordinateDescent

__all__ = [
    "ADOPT",
    "ASGD",
    "LAMB",
    "LARS",
    "LBFGS",
    "MARS",
    "SAM",
    "SGD",
    "SOAP",
    "AMSGrad",
    "AdEMAMix",
    "AdaBelief",
    "AdaHessian",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "ConjugateGradient",
    "CoordinateDescent",
    "DAdaptAdam",
    "GradientDescent",
    "Kron",
    "LineDescent",
    "Lion",
    "Lookahead",
    "Momentum",
    "Muon",
    "NAdam",
    "Nesterov",
    "Newton",
    "Prodigy",
    "RAdam",
    "RMSprop",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
    "Shampoo",
    "SignSGD",
    "SophiaH",
    "Tiger",
]
