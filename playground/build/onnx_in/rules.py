"""What each operator of ONNX is in the catalog."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.build.onnx_in import attention, dense, images, sequences, shapes
from playground.build.onnx_in.board import Board, Carried, NotInCatalog
from playground.build.onnx_in.dense import Rule
from playground.build.onnx_in.finder import OWN
from playground.build.onnx_in.fuse import bounds
from playground.build.onnx_in.source import Array, Operation
from playground.catalog.kinds import features_axis
from playground.spec.base import Value


def _activation(kind: str, **names: tuple[str, float]) -> Rule:
    """An activation whose parameters are attributes, each with its default."""

    def rule(board: Board, operation: Operation) -> Carried:
        given = {key: operation.attributes.get(name, default) for key, (name, default) in names.items()}
        return _applied(board, operation, kind, {key: round(float(v), 7) for key, v in given.items()}, {})

    return rule


def _applied(
    board: Board,
    operation: Operation,
    kind: str,
    params: Mapping[str, Value],
    arrays: Mapping[str, Array],
) -> Carried:
    x = board.wire(operation)
    if board.users[operation.inputs[0]] > 1:
        board.share(x)
    return board.activate(operation.inputs[0], x, kind, params, arrays)


def _own_activation(board: Board, operation: Operation) -> Carried:
    """What ``fuse`` has put together."""
    params = {key: value for key, value in operation.attributes.items() if key != "kind"}
    return _applied(board, operation, operation.attributes["kind"], params, {})


def _clip(board: Board, operation: Operation) -> Carried:
    """ReLU6, or ReLU without an upper bound."""
    known = {
        name: found for name in operation.inputs if isinstance(found := board.values.get(name), np.ndarray)
    }
    least, most = bounds(known, operation)
    if (least, most) == (0, 6):
        return _applied(board, operation, "relu6", {}, {})
    if least == 0 and (most is None or most > 1e30):
        return _applied(board, operation, "relu", {}, {})
    raise NotInCatalog(f"it clips to {least} … {most}")


def _prelu(board: Board, operation: Operation) -> Carried:
    slope = board.weights(operation, 1)
    if np.unique(slope).size != 1:
        raise NotInCatalog("it has a slope for each channel, and PReLU one for the whole layer")
    first = float(slope.ravel()[0])
    return _applied(
        board, operation, "prelu", {"initial": min(1.0, max(-1.0, first))}, {"weight": np.array([first])}
    )


def _softmax(board: Board, operation: Operation) -> Carried:
    x = board.wire(operation)
    axis = operation.attributes.get("axis", -1)
    if x.axes[axis] != 1 + features_axis(x.shape):
        raise NotInCatalog("it is not along the features")
    return _applied(board, operation, "softmax", {}, {})


def _selu(board: Board, operation: Operation) -> Carried:
    alpha, gamma = operation.attributes.get("alpha", 1.67326), operation.attributes.get("gamma", 1.0507)
    if abs(alpha - 1.67326) > 1e-3 or abs(gamma - 1.0507) > 1e-3:
        raise NotInCatalog("its constants are not those of SELU")
    return _applied(board, operation, "selu", {}, {})


def _exact_gelu(board: Board, operation: Operation) -> Carried:
    if operation.attributes.get("approximate", "none") != "none":
        raise NotInCatalog("it is the approximation by tanh")
    return _applied(board, operation, "gelu", {}, {})


def _swish(board: Board, operation: Operation) -> Carried:
    if operation.attributes.get("alpha", 1.0) != 1:
        raise NotInCatalog("its slope is not 1")
    return _applied(board, operation, "silu", {}, {})


def _leaky(board: Board, operation: Operation) -> Carried:
    slope = float(f"{operation.attributes.get('alpha', 0.01):.7g}")
    return _applied(board, operation, "leaky_relu", {"slope": slope}, {})


def _relu(board: Board, operation: Operation) -> Carried:
    found = board.get(operation, 0)
    return (
        np.maximum(found, 0) if isinstance(found, np.ndarray) else _applied(board, operation, "relu", {}, {})
    )


def _sum(board: Board, operation: Operation) -> Carried:
    wires = [board.wire(operation, place) for place in range(len(operation.inputs))]
    return wires[0] if len(wires) == 1 else dense.merged(board, "add", wires)


def _constant_of_shape(_board: Board, operation: Operation) -> Carried:
    """The zeros in which a recurrent layer's state begins."""
    value = np.ravel(operation.attributes.get("value", np.zeros(1, np.float32)))
    return np.full(1, value[0])


RULES: Mapping[str, Rule] = {
    OWN + "activation": _own_activation,
    OWN + "norm": images.own_norm,
    OWN + "adaptive_pool": images.adaptive_pool,
    attention.KIND: attention.place,
    "Gemm": dense.gemm,
    "MatMul": dense.matmul,
    "Add": dense.joined("add"),
    "Sum": _sum,
    "Mul": dense.joined("multiply"),
    "Sub": dense.subtract,
    "Div": dense.divide,
    "Concat": dense.concat,
    "Gather": dense.gather,
    "Conv": images.conv,
    "ConvTranspose": images.conv_transpose,
    "MaxPool": images.pool("max_pool"),
    "AveragePool": images.pool("avg_pool"),
    "GlobalAveragePool": images.global_pool("mean"),
    "GlobalMaxPool": images.global_pool("max"),
    "ReduceMean": images.reduced("mean"),
    "ReduceMax": images.reduced("max"),
    "BatchNormalization": images.batch_norm,
    "InstanceNormalization": images.instance_norm,
    "LayerNormalization": images.layer_norm,
    "Resize": images.resize,
    "Upsample": images.resize,
    "RNN": sequences.recurrent("RNN"),
    "GRU": sequences.recurrent("GRU"),
    "LSTM": sequences.recurrent("LSTM"),
    "Identity": shapes.passed,
    "Cast": shapes.cast,
    "Dropout": shapes.dropout,
    "Transpose": shapes.transpose,
    "Shape": shapes.shape,
    "Slice": shapes.sliced,
    "Flatten": shapes.flatten,
    "Reshape": shapes.reshape,
    "Squeeze": shapes.squeeze,
    "Unsqueeze": shapes.unsqueeze,
    "ConstantOfShape": _constant_of_shape,
    "Relu": _relu,
    "Tanh": _activation("tanh"),
    "Sigmoid": _activation("sigmoid"),
    "LeakyRelu": _leaky,
    "PRelu": _prelu,
    "Elu": _activation("elu", alpha=("alpha", 1.0)),
    "Selu": _selu,
    "Gelu": _exact_gelu,
    "Swish": _swish,
    "Mish": _activation("mish"),
    "Softplus": _activation("softplus"),
    "Softsign": _activation("softsign"),
    "HardSwish": _activation("hardswish"),
    "Clip": _clip,
    "Softmax": _softmax,
}
