"""Loss and optimizer for Keras, by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.catalog.kinds import Loss, Optimizer, Task, call
from playground.catalog.kinds.code import Setting
from playground.code.keras.layer import NoKerasLayer


@dataclass(frozen=True)
class KerasLoss:
    """A loss in a script for Keras.

    Attributes:
        loss: Name or constructor.
        metric: What is shown beside it.
        head: Activation that the network ends with; empty for none.
        target: From targets ``y`` to what the loss takes.
    """

    loss: str
    metric: str
    head: str = ""
    target: str = "{y}"


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
    if loss.key == "nll":
        return KerasLoss('"categorical_crossentropy"', '"accuracy"', "", classes)
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


def keras_optimizer(optimizer: Optimizer, *, clip_norm: float, clip_value: float) -> str:
    """A constructor with the rate ``LEARNING_RATE``.

    Raises:
        NoKerasLayer: When Keras has none with this rule.
    """
    key = optimizer.key
    if key not in _OPTIMIZERS:
        raise NoKerasLayer(
            f"{optimizer.title} cannot be written for Keras: it has no optimizer of that kind."
        )
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
    return f"keras.optimizers.{name}(LEARNING_RATE{', ' if named else ''}{named})"


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
        "epsilon": (entry.epsilon, 1e-7),
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
        {"initial_accumulator_value": (0.0, 0.1), "epsilon": (entry.epsilon, 1e-7)},
    ),
    "adadelta": lambda entry: (
        "Adadelta",
        {"rho": (entry.rho, 0.95), "epsilon": (entry.epsilon, 1e-7)},
    ),
    "lion": lambda entry: ("Lion", {"beta_1": (entry.beta1, 0.9), "beta_2": (entry.beta2, 0.99)}),
}
