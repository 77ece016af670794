"""How a node learns where it differs from the choices for all, as a form shows it."""

from collections.abc import Mapping, Sequence

from playground.catalog.kinds import Entry
from playground.spec.base import Value
from playground.spec.fields import like, setting
from playground.spec.graph import Node
from playground.spec.training import NodeTraining


class Learning(Entry):
    """What may differ from the choices for all."""

    rate_factor: float = like(NodeTraining, "rate_factor")
    frozen: bool = like(NodeTraining, "frozen")
    own_decay: bool = setting(
        False,
        "Gives this node its own weight decay, in place of the optimizer's and of L2.",
        title="own weight decay",
        live=True,
    )


class LearningWithDecay(Learning):
    """What may differ, with the node's own weight decay."""

    weight_decay: float = like(NodeTraining, "weight_decay", default=0.0)


class Placed(Learning):
    """What may differ, with the process that computes the node."""

    process: int = like(NodeTraining, "process")


class PlacedWithDecay(LearningWithDecay):
    """Likewise, with the node's own weight decay."""

    process: int = like(NodeTraining, "process")


def form_of(nodes: Sequence[Node], *, shared: bool) -> type[Learning]:
    """Return the form for these nodes, of a network whose layers processes share or not."""
    own = all(node.training.weight_decay is not None for node in nodes)
    if shared:
        return PlacedWithDecay if own else Placed
    return LearningWithDecay if own else Learning


def values_of(node: Node) -> Mapping[str, Value]:
    """Return what the form shows of a node."""
    chosen = node.training
    decay = chosen.weight_decay
    values: dict[str, Value] = {
        "rate_factor": chosen.rate_factor,
        "frozen": chosen.frozen,
        "own_decay": decay is not None,
        "process": chosen.process,
    }
    return values if decay is None else {**values, "weight_decay": decay}


def with_training(node: Node, name: str, value: Value) -> Node:
    """Return the node with one of the values changed."""
    if name == "own_decay":
        return node.with_(training=node.training.with_(weight_decay=0.0 if value else None))
    return node.with_(training=node.training.with_(**{name: value}))
