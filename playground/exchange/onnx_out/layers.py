"""Layers in ONNX, by key."""

from __future__ import annotations

from functools import reduce

from playground.catalog.kinds import features_axis
from playground.exchange.onnx_out import images, norms, sequences
from playground.exchange.onnx_out.place import Place, Rule, Rules


def _same(at: Place) -> str:
    """What passes its input on in evaluation."""
    return at.x


def _linear(at: Place) -> str:
    """``Gemm``, with the weight laid out as torch has it; a product at each step of a sequence."""
    if len(at.shape) == 2:
        return sequences.steps_linear(at, at.x, "weight", "bias")
    names = [name for name in ("weight", "bias") if at.array(name) is not None]
    return at.node("Gemm", at.x, *(at.weight(name) for name in names), transB=1)


def _maxout(at: Place) -> str:
    """All pieces in one ``Gemm``, and the largest of each unit."""
    sums = at.node("Gemm", at.x, at.weight("weight"), at.weight("bias"), transB=1)
    pieces = at.reshaped(sums, at.setting("units"), at.setting("pieces"))
    return at.node("ReduceMax", pieces, axes=[2], keepdims=0)


def _reduced(operator: str) -> Rule:
    """Input after input joined; numbers per channel become images of one pixel."""

    def write(at: Place) -> str:
        most = max(map(len, at.shapes))
        inputs = (
            x if len(shape) == most else at.reshaped(x, shape[0], 1, 1)
            for x, shape in zip(at.inputs, at.shapes, strict=True)
        )
        return reduce(lambda a, b: at.node(operator, a, b), inputs)

    return write


LAYER_RULES: Rules = {
    "input": _same,
    "output": _same,
    "linear": _linear,
    "maxout": _maxout,
    "conv1d": images.conv1d,
    "conv2d": images.conv2d,
    "conv_transpose2d": images.conv_transpose2d,
    "max_pool": images.max_pool,
    "avg_pool": images.avg_pool,
    "adaptive_pool": images.adaptive_pool,
    "global_pool": images.global_pool,
    "upsample": images.upsample,
    "batch_norm": norms.batch_norm,
    "layer_norm": norms.layer_norm,
    "rms_norm": norms.rms_norm,
    "group_norm": norms.group_norm,
    "instance_norm": norms.instance_norm,
    "dropout": _same,
    "dropout2d": _same,
    "gaussian_noise": _same,
    "activation": _same,
    "identity": _same,
    "flatten": lambda at: at.node("Flatten", at.x),
    "reshape": lambda at: at.reshaped(at.x, *at.out_shape),
    "add": _reduced("Add"),
    "multiply": _reduced("Mul"),
    "concat": lambda at: at.node("Concat", *at.inputs, axis=1 + features_axis(at.shape)),
    "embedding": sequences.embedding,
    "positional_encoding": sequences.added("waves"),
    "learned_positions": sequences.added("weight"),
    "rnn": sequences.recurrent("RNN"),
    "gru": sequences.recurrent("GRU"),
    "lstm": sequences.recurrent("LSTM"),
    "self_attention": sequences.self_attention,
    "step_pool": sequences.step_pool,
    "rows": sequences.rows,
}
