"""Operations that make up one activation or norm, put together again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import isclose, prod

import numpy as np

from playground.build.onnx_in.attention import attention, biased
from playground.build.onnx_in.finder import OWN, Finder
from playground.build.onnx_in.source import Array, Operation, Source, needed


def fuse(source: Source) -> None:
    """Put operations together in place, and drop those that nothing needs any more."""
    for operation in source.operations:
        if operation.kind == "Constant":
            _take_constant(source, operation)
    source.operations = [op for op in source.operations if not set(op.outputs) <= set(source.constants)]
    for number, operation in enumerate(source.operations):
        finder = None
        for rule in _RULES.get(operation.kind, ()):
            finder = finder or Finder(source)
            found = rule(finder, operation)
            if found is not None:
                source.operations[number] = found
                break
    source.operations = needed(source.operations, source.output)


def _take_constant(source: Source, operation: Operation) -> None:
    for name, value in operation.attributes.items():
        if name in {"value", "value_float", "value_floats", "value_int", "value_ints"}:
            source.constants[operation.outputs[0]] = np.asarray(value)


def _made(operation: Operation, own: str, /, *inputs: str, **attributes: object) -> Operation:
    return replace(operation, kind=OWN + own, inputs=inputs, attributes=attributes)


def _gate(finder: Finder, operation: Operation) -> Operation | None:
    """``x`` times a function of ``x``: GELU, SiLU, Mish, Hardswish."""
    values, scale = finder.factors(operation.outputs[0])
    if len(values) != 2:
        return None
    for x, gate in (values, values[::-1]):
        for kind, size, matches in _GATES:
            if isclose(scale, size, rel_tol=1e-5) and matches(finder, gate, x):
                return _made(operation, "activation", x, kind=kind)
    return None


def _is_erf(finder: Finder, gate: str, x: str) -> bool:
    plus = finder.maker(gate, "Add")
    one = finder.split(plus) if plus else None
    erf = finder.maker(one[0], "Erf") if one and one[1] == 1 else None
    if erf is None:
        return False
    inner, scale = finder.factors(erf.inputs[0])
    return inner == [x] and isclose(scale, 0.5**0.5, rel_tol=1e-5)


def _is_sigmoid(finder: Finder, gate: str, x: str) -> bool:
    made = finder.maker(gate, "Sigmoid")
    return made is not None and made.inputs[0] == x


def _is_tanh_softplus(finder: Finder, gate: str, x: str) -> bool:
    tanh = finder.maker(gate, "Tanh")
    softplus = finder.maker(tanh.inputs[0], "Softplus") if tanh else None
    return softplus is not None and softplus.inputs[0] == x


def _is_hard_sigmoid(finder: Finder, gate: str, x: str) -> bool:
    made = finder.maker(gate, "HardSigmoid")
    if made is None or made.inputs[0] != x:
        return False
    alpha, beta = made.attributes.get("alpha", 0.2), made.attributes.get("beta", 0.5)
    return isclose(alpha, 1 / 6, rel_tol=1e-4) and isclose(beta, 0.5)


def _is_clipped(finder: Finder, gate: str, x: str) -> bool:
    clip = finder.maker(gate, "Clip")
    plus = finder.maker(clip.inputs[0], "Add") if clip else None
    if clip is None or plus is None:
        return False
    return bounds(finder.constants, clip) == (0, 6) and finder.split(plus) == (x, 3)


def bounds(constants: Mapping[str, Array], clip: Operation) -> tuple[float | None, float | None]:
    """Least and greatest value of a ``Clip``, from attributes or constants."""
    found: list[float | None] = [clip.attributes.get("min"), clip.attributes.get("max")]
    for place, name in enumerate(clip.inputs[1:3]):
        array = constants.get(name)
        found[place] = found[place] if array is None else float(array.ravel()[0])
    return found[0], found[1]


_GATES: tuple[tuple[str, float, Callable[[Finder, str, str], bool]], ...] = (
    ("gelu", 0.5, _is_erf),
    ("silu", 1.0, _is_sigmoid),
    ("mish", 1.0, _is_tanh_softplus),
    ("hardswish", 1.0, _is_hard_sigmoid),
    ("hardswish", 1 / 6, _is_clipped),
)


def _sine(finder: Finder, operation: Operation) -> Operation | None:
    values, scale = finder.factors(operation.inputs[0])
    return _made(operation, "activation", *values, kind="sine", frequency=scale) if len(values) == 1 else None


def _softplus(finder: Finder, operation: Operation) -> Operation | None:
    """ln(1 + e^(β x)) / β."""
    softplus = finder.maker(operation.inputs[0], "Softplus")
    beta = finder.number(operation.inputs[1])
    if softplus is None or not beta:
        return None
    values, scale = finder.factors(softplus.inputs[0])
    if len(values) == 1 and isclose(scale, beta, rel_tol=1e-5):
        return _made(operation, "activation", values[0], kind="softplus", beta=beta)
    return None


def _norm(finder: Finder, operation: Operation) -> Operation | None:
    """``x / √(mean(x²) + ε)``, of ``x`` itself or of what is left of it without its mean."""
    root = finder.maker(operation.inputs[1], "Sqrt")
    plus = finder.maker(root.inputs[0], "Add") if root else None
    epsilon = finder.split(plus) if plus else None
    mean = finder.maker(epsilon[0], "ReduceMean") if epsilon else None
    if mean is None or epsilon is None or not _is_square(finder, mean.inputs[0], operation.inputs[0]):
        return None
    left = finder.maker(operation.inputs[0], "Sub")
    kind, x = "rms_norm", operation.inputs[0]
    if (
        left is not None
        and (middle := finder.maker(left.inputs[1], "ReduceMean"))
        and middle.inputs[0] == left.inputs[0]
    ):
        kind, x = "layer_norm", left.inputs[0]
    return _made(operation, "norm", x, kind=kind, epsilon=epsilon[1], axes=_axes(finder, mean))


def _is_square(finder: Finder, value: str, x: str) -> bool:
    made = finder.maker(value, "Mul", "Pow")
    if made is None or made.inputs[0] != x:
        return False
    return made.inputs[1] == x if made.kind == "Mul" else finder.number(made.inputs[1]) == 2


def _axes(finder: Finder, mean: Operation) -> list[int]:
    given = mean.attributes.get("axes")
    if given is None and len(mean.inputs) > 1:
        given = finder.constants.get(mean.inputs[1], np.array([-1])).ravel()
    return [int(axis) for axis in (given if given is not None else [-1])]


def _group_norm(finder: Finder, operation: Operation) -> Operation | None:
    """An instance norm between two changes of the shape."""
    norm = finder.maker(operation.inputs[0], "InstanceNormalization")
    before = finder.maker(norm.inputs[0], "Reshape") if norm else None
    scale = finder.constants.get(norm.inputs[1]) if norm else None
    if norm is None or before is None or scale is None or not np.all(scale == 1):
        return None
    epsilon = norm.attributes.get("epsilon", 1e-5)
    return _made(operation, "norm", before.inputs[0], kind="group_norm", epsilon=epsilon, groups=len(scale))


def _maxout(finder: Finder, operation: Operation) -> Operation | None:
    """The largest of groups, which a change of the shape has made."""
    before = finder.maker(operation.inputs[0], "Reshape")
    sizes = finder.constants.get(before.inputs[1]) if before else None
    axes = _axes(finder, operation)
    if before is None or sizes is None or len(axes) != 1 or operation.attributes.get("keepdims", 1):
        return None
    axis = axes[0] % len(sizes)
    if axis < 2 or prod(sizes.shape) < 3:
        return None
    pieces = int(sizes[axis])
    return (
        _made(operation, "activation", before.inputs[0], kind="maxout", pieces=pieces) if pieces > 1 else None
    )


def _padded(finder: Finder, operation: Operation) -> Operation | None:
    """A convolution of an image with zeros around it."""
    pad = finder.maker(operation.inputs[0], "Pad")
    if pad is None or pad.attributes.get("mode", "constant") != "constant":
        return None
    given = pad.attributes.get("pads")
    if given is None:
        given = finder.constants.get(pad.inputs[1]) if len(pad.inputs) > 1 else None
    value = finder.number(pad.inputs[2]) if len(pad.inputs) > 2 and pad.inputs[2] else 0
    if given is None or value or pad.attributes.get("value", 0):
        return None
    half = len(given) // 2
    extra = [int(each) for each in (*given[2:half], *given[half + 2 :])]
    if any(given[:2]) or any(given[half : half + 2]):
        return None
    own = operation.attributes.get("pads", [0] * len(extra))
    attributes = {**operation.attributes, "pads": [a + b for a, b in zip(own, extra, strict=True)]}
    return replace(operation, inputs=(pad.inputs[0], *operation.inputs[1:]), attributes=attributes)


def _adaptive_pool(finder: Finder, operation: Operation) -> Operation | None:
    """Means of windows, as products with a matrix from the left and one from the right."""
    inner, columns = finder.maker(operation.inputs[0], "MatMul"), finder.constants.get(operation.inputs[1])
    rows = finder.constants.get(inner.inputs[0]) if inner else None
    if inner is None or rows is None or columns is None or rows.ndim != 2 or columns.ndim != 2:
        return None
    if not all(np.allclose(part, means_of_windows(*part.shape)) for part in (rows, columns.T)):
        return None
    return _made(operation, "adaptive_pool", inner.inputs[1], height=len(rows), width=columns.shape[1])


def means_of_windows(count: int, size: int) -> Array:
    """A row for each window, with its mean: from ⌊i·size/count⌋ to ⌈(i+1)·size/count⌉."""
    found = np.zeros((count, size), np.float32)
    for place in range(count):
        begin, end = place * size // count, -(-(place + 1) * size // count)
        found[place, begin:end] = 1 / (end - begin)
    return found


_RULES: Mapping[str, tuple[Callable[[Finder, Operation], Operation | None], ...]] = {
    "Mul": (_gate,),
    "Div": (_gate, _softplus, _norm),
    "Sin": (_sine,),
    "Reshape": (_group_norm,),
    "ReduceMax": (_maxout,),
    "Conv": (_padded,),
    "MatMul": (attention, _adaptive_pool),
    "Add": (biased,),
}
