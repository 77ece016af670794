"""The kinds of catalog entries and their registries, one file each. Imports ``spec`` only."""

from playground.catalog.kinds.activation import ACTIVATIONS, Activation, Elementwise
from playground.catalog.kinds.code import ByHand, LossCode, ModuleCode, TransformCode, call, literal
from playground.catalog.kinds.dataset import (
    DATASETS,
    DataInfo,
    DataProblem,
    Dataset,
    FixedDataset,
    RawData,
    Source,
    fits,
)
from playground.catalog.kinds.entry import Entry, Registry, UnknownEntry, param
from playground.catalog.kinds.explanation import Explanation, Role, Term, against, decayed
from playground.catalog.kinds.initializer import INITIALIZERS, Initializer
from playground.catalog.kinds.layer import LAYERS, AnyShapeLayer, Layer
from playground.catalog.kinds.loss import LOSSES, Loss, Task, usual_loss
from playground.catalog.kinds.optimizer import OPTIMIZERS, Needs, Optimizer, Start
from playground.catalog.kinds.parameter_sets import ParameterSets
from playground.catalog.kinds.reading import NotWanted, still_wanted, while_wanted
from playground.catalog.kinds.ready import BLOCKS, NETWORKS, AnyShapeNetwork, ReadyBlock, ReadyNetwork
from playground.catalog.kinds.schedule import SCHEDULES, LossSchedule, Schedule, SteadySchedule
from playground.catalog.kinds.shape import (
    FixHint,
    InsertBefore,
    Remove,
    SetParams,
    Shape,
    ShapeProblem,
    Tokens,
    describe,
    features_axis,
)
from playground.catalog.kinds.surface import SURFACES, Domain, Minimum, Place, Surface
from playground.catalog.kinds.transform import TRANSFORMS, Fitted, Transform
from playground.catalog.kinds.weights import Distribution, Spread, Weight, fans, weight_and_bias

__all__ = [
    "ACTIVATIONS",
    "BLOCKS",
    "DATASETS",
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "NETWORKS",
    "OPTIMIZERS",
    "SCHEDULES",
    "SURFACES",
    "TRANSFORMS",
    "Activation",
    "AnyShapeLayer",
    "AnyShapeNetwork",
    "ByHand",
    "DataInfo",
    "DataProblem",
    "Dataset",
    "Distribution",
    "Domain",
    "Elementwise",
    "Entry",
    "Explanation",
    "Fitted",
    "FixHint",
    "FixedDataset",
    "Initializer",
    "InsertBefore",
    "Layer",
    "Loss",
    "LossCode",
    "LossSchedule",
    "Minimum",
    "ModuleCode",
    "Needs",
    "NotWanted",
    "Optimizer",
    "ParameterSets",
    "Place",
    "RawData",
    "ReadyBlock",
    "ReadyNetwork",
    "Registry",
    "Remove",
    "Role",
    "Schedule",
    "SetParams",
    "Shape",
    "ShapeProblem",
    "Source",
    "Spread",
    "Start",
    "SteadySchedule",
    "Surface",
    "Task",
    "Term",
    "Tokens",
    "Transform",
    "TransformCode",
    "UnknownEntry",
    "Weight",
    "against",
    "call",
    "decayed",
    "describe",
    "fans",
    "features_axis",
    "fits",
    "literal",
    "param",
    "still_wanted",
    "usual_loss",
    "weight_and_bias",
    "while_wanted",
]
