"""Output shape and size of one node, cached, and its name in messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from playground.catalog.kinds import ACTIVATIONS, LAYERS, InsertBefore, Layer, Shape, ShapeProblem, Tokens
from playground.spec.base import Choice, Value
from playground.spec.graph import Node


def title_of(node: Node) -> str:
    """The name of a node in messages: its own title or its layer's."""
    if node.title:
        return node.title
    if node.kind == "activation" and node.activation and node.activation.kind in ACTIVATIONS:
        return ACTIVATIONS.entry(node.activation.kind).title
    if node.block is not None:
        return "Block"
    return LAYERS.entry(node.kind).title if node.kind in LAYERS else node.kind


def accepts(node: Node) -> tuple[int, int | None]:
    """Least and greatest number of wires into a node; 1 for an unknown layer."""
    if node.block is not None:
        return len(node.block.inputs), len(node.block.inputs)
    return LAYERS.entry(node.kind).inputs if node.kind in LAYERS else (1, 1)


def numbered(plain: Mapping[str, str]) -> dict[str, str]:
    """Titles by id, those of one name numbered: ``Linear 1``, ``Linear 2``."""
    shared = {title for title, count in Counter(plain.values()).items() if count > 1}
    seen: Counter[str] = Counter()
    titles = {}
    for node, title in plain.items():
        seen[title] += 1
        titles[node] = f"{title} {seen[title]}" if title in shared else title
    return titles


Key = tuple[tuple[str, Value], ...]


class OnActivation(Exception):
    """The activation cannot take what the layer puts out."""

    def __init__(self, problem: ShapeProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _params_key(params: Mapping[str, Value]) -> Key:
    return tuple(sorted(params.items()))


def _choice_key(choice: Choice | None) -> tuple[str, Key] | None:
    return None if choice is None else (choice.kind, _params_key(choice.params))


def outcome(node: Node, inputs: tuple[Shape, ...]) -> tuple[Shape, int, int]:
    """Output shape, trainable parameters and multiply-adds of a node for these inputs.

    Raises:
        ShapeProblem: The layer cannot take them.
        OnActivation: The activation cannot take what the layer puts out.
        UnknownEntry: The node names something unknown.
    """
    return _outcome(node.kind, _params_key(node.params), _choice_key(node.activation), inputs)


def _keep_tokens_out(layer: Layer, inputs: tuple[Shape, ...]) -> None:
    """Refuse tokens for layers that compute with numbers."""
    for place, shape in enumerate(inputs):
        if isinstance(shape, Tokens) and not layer.takes_tokens:
            raise ShapeProblem(
                f"{layer.title} expects numbers, but gets tokens.",
                InsertBefore("Insert Embedding", "embedding", {"vocabulary": shape.vocabulary}, place),
            )


@lru_cache(maxsize=4096, typed=True)
def _outcome(
    kind: str, params: Key, activation: tuple[str, Key] | None, inputs: tuple[Shape, ...]
) -> tuple[Shape, int, int]:
    layer = LAYERS.create(kind, dict(params))
    _keep_tokens_out(layer, inputs)
    shape = layer.out_shape(*inputs)
    count = layer.parameter_count(*inputs)
    if activation is not None:
        function = ACTIVATIONS.create(activation[0], dict(activation[1]))
        try:
            before, shape = shape, function.out_shape(shape)
        except ShapeProblem as problem:
            raise OnActivation(problem) from None
        count += function.parameter_count(before)
    return shape, count, layer.multiply_adds(*inputs)
