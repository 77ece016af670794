"""Sets of optimizers that are worth racing against each other."""

from playground.spec.base import Choice, Value

Preset = tuple[tuple[str, Choice], ...]
"""Names of lanes (empty for the name of the optimizer) and their optimizers."""


def _lane(kind: str, name: str = "", **params: Value) -> tuple[str, Choice]:
    return name, Choice(kind=kind, params=params)


PRESETS: dict[str, Preset] = {
    "The lecture": (
        _lane("sgd", "Gradient descent", learning_rate=0.01),
        _lane("momentum", learning_rate=0.01),
        _lane("nesterov", learning_rate=0.01),
        _lane("adagrad", learning_rate=0.1),
        _lane("rmsprop", learning_rate=0.01),
        _lane("adam", learning_rate=0.05),
    ),
    "Adaptive": (
        _lane("adagrad", learning_rate=0.1),
        _lane("adadelta", learning_rate=1.0),
        _lane("rmsprop", learning_rate=0.01),
        _lane("adam", learning_rate=0.05),
        _lane("adamax", learning_rate=0.05),
        _lane("nadam", learning_rate=0.05),
        _lane("radam", learning_rate=0.05),
        _lane("amsgrad", learning_rate=0.05),
    ),
    "Momentum": (
        _lane("sgd", "No momentum", learning_rate=0.005),
        _lane("momentum", "Momentum 0.5", learning_rate=0.005, momentum=0.5),
        _lane("momentum", "Momentum 0.9", learning_rate=0.005, momentum=0.9),
        _lane("momentum", "Momentum 0.99", learning_rate=0.005, momentum=0.99),
        _lane("nesterov", "Nesterov 0.9", learning_rate=0.005, momentum=0.9),
    ),
    "Signs": (
        _lane("signsgd", learning_rate=0.005),
        _lane("lion", learning_rate=0.005),
        _lane("tiger", learning_rate=0.005),
        _lane("rprop", learning_rate=0.01),
    ),
    "Second order and classical": (
        _lane("coordinate_descent", learning_rate=0.01),
        _lane("line_descent"),
        _lane("conjugate_gradient"),
        _lane("newton"),
        _lane("lbfgs"),
        _lane("adahessian", learning_rate=0.1),
    ),
    "New": (
        _lane("lion", learning_rate=0.02),
        _lane("soap", learning_rate=0.01),
        _lane("prodigy"),
        _lane("schedule_free_sgd", learning_rate=0.01),
        _lane("schedule_free_adamw", learning_rate=0.05),
        _lane("sophia", learning_rate=0.1),
        _lane("adan", learning_rate=0.05),
    ),
}
