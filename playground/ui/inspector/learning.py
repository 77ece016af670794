"""How a node learns, declared like an entry of the catalog so that the same form shows it."""

from collections.abc import Mapping, Sequence

from playground.catalog.kinds import Entry, param
from playground.spec.base import Value
from playground.spec.graph import Node


class Learning(Entry):
    """What is different from the choices for all."""

    rate_factor: float = param(
        1.0, "The learning rate of this node is that of all, times this.", ge=0, le=1000, log=True, live=True
    )
    frozen: bool = param(False, "Its weights and biases stay as they are.", live=True)
    own_decay: bool = param(
        False,
        "A weight decay of its own, in place of the optimizer's and of L2.",
        title="own weight decay",
        live=True,
    )


class LearningWithDecay(Learning):
    """With a weight decay of its own."""

    weight_decay: float = param(
        0.0,
        "Share of each of its weights added to its gradient, as the optimizer does.",
        ge=0,
        le=10,
        log=True,
        live=True,
    )


def form_of(nodes: Sequence[Node]) -> type[Learning]:
    """What can be set of these nodes."""
    own = all(node.training.weight_decay is not None for node in nodes)
    return LearningWithDecay if own else Learning


def values_of(node: Node) -> Mapping[str, Value]:
    """What a node has."""
    chosen = node.training
    decay = chosen.weight_decay
    values: dict[str, Value] = {
        "rate_factor": chosen.rate_factor,
        "frozen": chosen.frozen,
        "own_decay": decay is not None,
    }
    return values if decay is None else {**values, "weight_decay": decay}


def taught(node: Node, name: str, value: Value) -> Node:
    """A node with one of the values changed."""
    if name == "own_decay":
        return node.with_(training=node.training.with_(weight_decay=0.0 if value else None))
    return node.with_(training=node.training.with_(**{name: value}))
