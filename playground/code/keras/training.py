"""Loss and optimizer for Keras, by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.build.class_weights import typed
from playground.catalog.kinds import Loss, Optimizer, Task, call, literal
from playground.catalog.kinds.code import Setting
from playground.code.keras.layer import NoKerasLayer
from playground.code.script import Page
from playground.code.subject import Subject


@dataclass(frozen=True)
class KerasLoss:
    """A loss in a script for Keras.

    Attributes:
        loss: Name or constructor.
        metric: What is shown beside it.
        head: Activation that the network ends with; empty for none.
        target: From targets ``y`` to what the loss takes.
        define: Source of a function that Keras lacks.
    """

    loss: str
    metric: str
    head: str = ""
    target: str = "{y}"
    define: str = ""


@dataclass(frozen=True)
class KerasOptimizer:
    """An optimizer in a script for Keras.

    Attributes:
        written: Its constructor.
        note: In what its rule differs from the program's; empty where it does not.
    """

    written: str
    note: str = ""


_MULTI_MARGIN = """
def multi_margin(y_true, y_pred):
    right = keras.ops.sum(y_true * y_pred, axis=-1, keepdims=True)
    return keras.ops.sum((1 - y_true) * keras.ops.relu(1 - right + y_pred), axis=-1) / {targets}
"""


def keras_loss(loss: Loss, task: Task, targets: int) -> KerasLoss:
    """A loss with what it needs.

    Raises:
        NoKerasLayer: When Keras has none.
    """
    classes = f"keras.utils.to_categorical({{y}}, {targets})"
    smooth = getattr(loss, "label_smoothing", 0.0)
    if loss.key == "cross_entropy":
        name = "categorical_crossentropy"
        written = call("keras.losses.CategoricalCrossentropy", label_smoothing=(smooth, 0.0))
        return KerasLoss(written if smooth else f'"{name}"', '"accuracy"', "softmax", classes)
    if loss.key in {"hinge", "nll"}:
        own = loss.key == "hinge"
        define = _MULTI_MARGIN.format(targets=targets) if own else ""
        return KerasLoss(
            "multi_margin" if own else '"categorical_crossentropy"', '"accuracy"', "", classes, define
        )
    if loss.key == "bce":
        if targets == 2:
            return KerasLoss(
                '"binary_crossentropy"', '"accuracy"', "sigmoid", '{y}.astype("float32")[:, None]'
            )
        return KerasLoss('"binary_crossentropy"', '"categorical_accuracy"', "sigmoid", classes)
    if loss.key not in _DISTANCES:
        raise NoKerasLayer(f"{loss.title} cannot be written for Keras: it has no loss of that kind.")
    if task == "classification":
        return KerasLoss(_DISTANCES[loss.key](loss), '"categorical_accuracy"', "", classes)
    return KerasLoss(_DISTANCES[loss.key](loss), "keras.metrics.R2Score()")


_DISTANCES: Mapping[str, Callable[[Any], str]] = {
    "mse": lambda _loss: '"mean_squared_error"',
    "l1": lambda _loss: '"mean_absolute_error"',
    "huber": lambda loss: call("keras.losses.Huber", delta=(loss.delta, 1.0)),
}


def write_class_weights(page: Page, subject: Subject) -> bool:
    """Write the weights of the classes; returns whether there are any.

    Raises:
        NoKerasLayer: When the loss cannot be written with weights.
    """
    training = subject.training
    if training.class_weights == "none":
        return False
    if training.loss.kind != "cross_entropy" or training.loss.params.get("label_smoothing"):
        raise NoKerasLayer("Class weights have a script with plain cross-entropy alone.")
    if training.class_weights == "typed":
        weights = ", ".join(literal(weight) for weight in typed(training.typed_weights))
        page.write(f"class_weight = dict(enumerate([{weights}]))")
    else:
        page.write("counts = y_train.sum(0)")
        page.write("weights = len(y_train) / (len(counts) * counts.clip(min=1))  # rare classes count more")
        page.write("class_weight = dict(enumerate(weights.tolist()))")
    return True


def keras_optimizer(optimizer: Optimizer, *, clip_norm: float, clip_value: float) -> KerasOptimizer:
    """A constructor with the rate ``LEARNING_RATE``.

    Raises:
        NoKerasLayer: When Keras has none with this rule.
    """
    key = optimizer.key
    if key not in _OPTIMIZERS:
        why = _OTHER_RULES.get(key, "it has no optimizer of that kind")
        raise NoKerasLayer(f"{optimizer.title} cannot be written for Keras: {why}.")
    name, settings = _OPTIMIZERS[key](optimizer)
    decay = getattr(optimizer, "weight_decay", 0.0)
    if decay and key not in {"adamw", "lion"}:
        raise NoKerasLayer(
            f"{optimizer.title} adds weight decay to the gradient, which Keras does not; AdamW has it in both."
        )
    if clip_norm and clip_value:
        raise NoKerasLayer("Keras clips by norm or by value, not both.")
    clipping: dict[str, Setting] = {
        "weight_decay": (decay, 0.0 if key != "adamw" else None),  # its default is not 0
        "global_clipnorm": (clip_norm, 0.0),
        "clipvalue": (clip_value, 0.0),
    }
    named = call("", **settings, **clipping)[1:-1]
    written = f"keras.optimizers.{name}(LEARNING_RATE{', ' if named else ''}{named})"
    note = _NADAM if key == "nadam" and getattr(optimizer, "momentum_decay", 1) != 1 else ""
    return KerasOptimizer(written, note)


_NADAM = "Its Nadam lets the momentum grow 1/ψ times as fast as Descent's NAdam, so that their curves part."
_OTHER_RULES = {
    "adafactor": "its Adafactor adds to the squares what this one adds to their product",
    "lamb": "its LAMB has no weight decay and other limits",
    "muon": "its Muon scales steps in another way",
    "schedule_free_adamw": "its schedule-free AdamW weights the average in another way",
}
"""Optimizers that share a name with one of Keras, but not the rule."""


def _moments(name: str, **more: Setting) -> Callable[[Any], tuple[str, dict[str, Setting]]]:
    """Optimizers with two moments; the epsilon is always written, since the defaults differ."""

    def written(entry: Any) -> tuple[str, dict[str, Setting]]:
        own: dict[str, Setting] = {
            "beta_1": (entry.beta1, 0.9),
            "beta_2": (entry.beta2, 0.999),
            "epsilon": (entry.epsilon, 1e-7),
        }
        return name, own | more

    return written


def _velocity(*, nesterov: bool) -> Callable[[Any], tuple[str, dict[str, Setting]]]:
    return lambda entry: ("SGD", {"momentum": (entry.momentum, 0.0), "nesterov": (nesterov, False)})


def _rmsprop(entry: Any) -> tuple[str, dict[str, Setting]]:
    return "RMSprop", {
        "rho": (entry.alpha, 0.9),
        "momentum": (entry.momentum, 0.0),
        "epsilon": (entry.epsilon**2, 1e-7),  # Keras adds it below the root
    }


_OPTIMIZERS: Mapping[str, Callable[[Any], tuple[str, dict[str, Setting]]]] = {
    "sgd": lambda _entry: ("SGD", {}),
    "gradient_descent": lambda _entry: ("SGD", {}),
    "momentum": _velocity(nesterov=False),
    "nesterov": _velocity(nesterov=True),
    "adam": _moments("Adam"),
    "amsgrad": _moments("Adam", amsgrad=(True, False)),
    "adamw": _moments("AdamW"),
    "adamax": _moments("Adamax"),
    "nadam": _moments("Nadam"),
    "rmsprop": _rmsprop,
    "adagrad": lambda entry: (
        "Adagrad",
        {"initial_accumulator_value": (0.0, 0.1), "epsilon": (entry.epsilon**2, 1e-7)},  # likewise
    ),
    "adadelta": lambda entry: (
        "Adadelta",
        {"rho": (entry.rho, 0.95), "epsilon": (entry.epsilon, 1e-7)},
    ),
    "lion": lambda entry: ("Lion", {"beta_1": (entry.beta1, 0.9), "beta_2": (entry.beta2, 0.99)}),
}
