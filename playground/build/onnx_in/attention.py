"""Products, softmax and changes of shape that make up self-attention, put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from playground.build.onnx_in.board import Board, Carried
from playground.build.onnx_in.dense import need_plain
from playground.build.onnx_in.finder import OWN, Finder
from playground.build.onnx_in.source import Array, Operation
from playground.spec.base import Value

KIND = OWN + "attention"
HEADS_FIRST, FOR_KEYS = (0, 2, 1, 3), (0, 2, 3, 1)
"""Orders of samples, steps, heads and features: heads before steps, and turned around for keys."""
HIDDEN = -1e4
"""Scores of steps that are not seen get at most this added."""


@dataclass(frozen=True)
class _Projection:
    """Queries, keys or values.

    Attributes:
        source: Name of the sequence that they are computed from.
        weight: ``(features, features)``.
        bias: ``(features,)``, or None.
        heads: Number of heads.
    """

    source: str
    weight: Array
    bias: Array | None
    heads: int

    @property
    def width(self) -> int:
        """Features of a head."""
        return len(self.weight) // self.heads


def attention(finder: Finder, operation: Operation) -> Operation | None:
    """The product with the output's weights, behind heads that are joined."""
    out = finder.constants.get(operation.inputs[1])
    flat = finder.maker(operation.inputs[0], "Reshape")
    joined = finder.maker(flat.inputs[0], "Transpose") if flat else None
    seen = finder.maker(joined.inputs[0], "MatMul") if joined else None
    softmax = finder.maker(seen.inputs[0], "Softmax") if seen else None
    if out is None or out.ndim != 2 or seen is None or softmax is None or _order(joined) != HEADS_FIRST:
        return None
    if softmax.attributes.get("axis", -1) not in {-1, 3}:
        return None
    scores, causal = _without_mask(finder, softmax.inputs[0])
    products, scale = finder.factors(scores)
    product = finder.maker(products[0], "MatMul") if len(products) == 1 else None
    if product is None:
        return None
    query, key = _projection(finder, product.inputs[0]), _projection(finder, product.inputs[1], keys=True)
    value = _projection(finder, seen.inputs[1])
    if query is None or key is None or value is None or not _alike((query, key, value)):
        return None
    own = scale * query.width**0.5  # what the catalog's layer does not divide by
    if not np.isclose(own, 1, rtol=1e-5):
        query = replace(
            query, weight=own * query.weight, bias=None if query.bias is None else own * query.bias
        )
    arrays = {"in_proj_weight": np.concatenate([query.weight, key.weight, value.weight])}
    arrays["out_proj.weight"] = out.T
    if any(each.bias is not None for each in (query, key, value)):
        zeros = np.zeros(len(out), np.float32)
        biases = [zeros if each.bias is None else each.bias for each in (query, key, value)]
        arrays |= {"in_proj_bias": np.concatenate(biases), "out_proj.bias": zeros}
    settings = {"heads": query.heads, "causal": causal, "arrays": arrays}
    return replace(operation, kind=KIND, inputs=(query.source,), attributes=settings)


def biased(finder: Finder, operation: Operation) -> Operation | None:
    """Self-attention, and the constants that are added to its output."""
    for place, value in enumerate(operation.inputs[:2]):
        made, bias = finder.maker(value, KIND), finder.constants.get(operation.inputs[1 - place])
        if made is None or bias is None:
            continue
        arrays = made.attributes["arrays"]
        features = len(arrays["out_proj.weight"])
        if bias.size != features or bias.shape[-1] != features:
            return None
        before = {"in_proj_bias": np.zeros(3 * features, np.float32)} | arrays
        both = before | {"out_proj.bias": before.get("out_proj.bias", 0) + bias.ravel()}
        return replace(
            operation, kind=KIND, inputs=made.inputs, attributes={**made.attributes, "arrays": both}
        )
    return None


def place(board: Board, operation: Operation) -> Carried:
    """``Self-attention``."""
    x, settings = board.wire(operation), operation.attributes
    need_plain(x)
    arrays = settings["arrays"]
    params: dict[str, Value] = {"heads": settings["heads"], "causal": settings["causal"]}
    return board.place("self_attention", params | {"bias": "in_proj_bias" in arrays}, (x,), arrays)


def _order(transpose: Operation | None) -> tuple[int, ...]:
    return () if transpose is None else tuple(transpose.attributes.get("perm", ()))


def _without_mask(finder: Finder, scores: str) -> tuple[str, bool]:
    """The scores without what hides later steps, and whether something does."""
    added = finder.maker(scores, "Add")
    for place, value in enumerate(added.inputs[:2] if added else ()):
        mask = finder.constants.get(value)
        if added is None or mask is None or mask.ndim < 2 or mask.shape[-1] != mask.shape[-2]:
            continue
        steps = mask.shape[-1]
        hidden = np.triu(np.ones((steps, steps), bool), 1)
        if mask.size == steps**2:
            mask = mask.reshape(steps, steps)
            if np.all(mask[hidden] <= HIDDEN) and not np.any(mask[~hidden]):
                return added.inputs[1 - place], True
    return scores, False


def _projection(finder: Finder, value: str, *, keys: bool = False) -> _Projection | None:
    """A dense layer at each step, split into heads."""
    scaled, scale = finder.factors(value)
    turned = finder.maker(scaled[0], "Transpose") if len(scaled) == 1 else None
    if keys and _order(turned) == (0, 1, 3, 2):  # heads first, then turned around
        turned = finder.maker(turned.inputs[0], "Transpose") if turned else None
    elif keys and _order(turned) != FOR_KEYS:
        return None
    apart = finder.maker(turned.inputs[0], "Reshape") if turned else None
    sizes = finder.constants.get(apart.inputs[1]) if apart else None
    if turned is None or apart is None or sizes is None or sizes.size != 4:
        return None
    if _order(turned) not in ({HEADS_FIRST, FOR_KEYS} if keys else {HEADS_FIRST}):
        return None
    added = finder.maker(apart.inputs[0], "Add")
    bias, flat = None, apart.inputs[0]
    for place, name in enumerate(added.inputs[:2] if added else ()):
        if added is not None and name in finder.constants:
            bias, flat = finder.constants[name].ravel(), added.inputs[1 - place]
    product = finder.maker(flat, "MatMul")
    weight = finder.constants.get(product.inputs[1]) if product else None
    if product is None or weight is None or weight.ndim != 2 or weight.shape[0] != weight.shape[1]:
        return None
    count, width = int(sizes.ravel()[2]), int(sizes.ravel()[3])
    heads = count if count > 0 else len(weight) // max(width, 1)
    if heads < 1 or len(weight) % heads or (bias is not None and len(bias) != len(weight)):
        return None
    return _Projection(product.inputs[0], scale * weight.T, None if bias is None else scale * bias, heads)


def _alike(parts: Sequence[_Projection]) -> bool:
    """Whether they are of one sequence, of the same sizes."""
    return len({(part.source, len(part.weight), part.heads) for part in parts}) == 1
