"""How entries are written in Python scripts; ``playground.code`` makes whole scripts of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Setting = tuple[object, object]
"""A value, and the default of the function that takes it."""


def call(name: str, /, *values: object, **settings: Setting) -> str:
    """Write a call, e.g. ``nn.Linear(4, 16)``; settings with their default are left out."""
    named = (f"{key}={literal(value)}" for key, (value, default) in settings.items() if value != default)
    return f"{name}({', '.join([*map(literal, values), *named])})"


def literal(value: object) -> str:
    """Write a number, text or tuple as Python does, but ``1e-5`` without a zero in the exponent."""
    if isinstance(value, tuple):
        inner = ", ".join(map(literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float):
        return repr(value).replace("e-0", "e-")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


@dataclass(frozen=True)
class ByHand:
    """A layer or activation without ``nn``, forward and backward.

    Expressions hold ``{x}`` for the input, ``{y}`` for the output, ``{d}`` for the gradient of the output, and the
    letters of parameters such as ``{W}``. They work with arrays of numpy and with tensors alike: functions that both
    have are written without the module, e.g. ``exp({x})``; ``playground.code.arrays`` adds it.

    Attributes:
        forward: The output.
        backward: The gradient of the input.
        letters: Letter of each parameter, by its name in the module.
        gradients: The gradient of each parameter, by its letter.
    """

    forward: str
    backward: str
    letters: Mapping[str, str] = field(default_factory=dict)
    gradients: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ModuleCode:
    """A layer or activation in a script.

    Attributes:
        modules: Constructor expressions of torch modules, one after the other; parameters belong to one of them, under
            the same names as in the module that the entry builds. Empty where ``inline`` says it all.
        inline: What ``forward`` methods say: an expression of ``{x}``, or of ``{0}``, ``{1}`` and so on for several
            inputs, and of ``{m}`` for the module with parameters where it needs that. Without it they call the module.
        define: Source of classes that the constructors need.
        by_hand: The same without ``nn``; None where that is too long for a script to learn from.
        computed: Buffers that the constructor computes, so that they are not among the saved weights.
        owner: Which of the modules has the parameters.
    """

    modules: tuple[str, ...] = ()
    inline: str = ""
    define: str = ""
    by_hand: ByHand | None = None
    computed: tuple[str, ...] = ()
    owner: int = 0


@dataclass(frozen=True)
class LossCode:
    """A loss in a script.

    Attributes:
        loss: Constructor of a loss function, or the name of the function that ``define`` holds.
        target: From class numbers or targets ``y`` of torch to what the loss takes.
        correct: For classes, a mask of the samples that ``output`` predicts right, with ``y``.
        define: Source of a function.
        by_hand: Lines that compute ``loss`` and the gradient ``d_output`` from ``y_pred`` and the targets ``t``,
            which have the shape ``(N, outputs)``; see ``ByHand`` for functions. The last line is the gradient.
        target_by_hand: From class numbers or targets ``y`` to ``t``; ``eye(classes)`` is the unit matrix.
    """

    loss: str
    by_hand: tuple[str, ...]
    target: str = "y"
    correct: str = "output.argmax(1) == y"
    define: str = ""
    target_by_hand: str = "y"


@dataclass(frozen=True)
class TransformCode:
    """Preprocessing in a script, with numpy.

    Attributes:
        fit: Lines that compute ``shift`` and ``scale`` from ``x_train``; empty where there is nothing to find.
        apply: From samples ``x`` to prepared ones; empty where they stay.
    """

    fit: str = ""
    apply: str = ""
