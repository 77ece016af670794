"""How a node learns where it differs from the choices for all, as a form shows it."""

from collections.abc import Mapping, Sequence

from playground.catalog.kinds import Entry
from playground.spec.base import Value
from playground.spec.fields import like, setting
from playground.spec.graph import Node
from playground.spec.training import NodeTraining


class Learning(Entry):
    """What may differ from the choices for all, and the process that computes the node."""

    rate_factor: float = like(NodeTraining, "rate_factor")
    frozen: bool = like(NodeTraining, "frozen")
    own_decay: bool = setting(
        False,
        "Gives this node its own weight decay, in place of the optimizer's and of L2.",
        title="own weight decay",
        live=True,
    )
    weight_decay: float = like(NodeTraining, "weight_decay", default=0.0)
    process: int = like(NodeTraining, "process")


def names_of(nodes: Sequence[Node], *, shared: bool) -> tuple[str, ...]:
    """Return the names of what can be chosen for these nodes, of a network whose layers processes share or not."""
    without = set() if shared else {"process"}
    if any(node.training.weight_decay is None for node in nodes):
        without.add("weight_decay")
    return tuple(name for name in Learning.model_fields if name not in without)


def values_of(node: Node) -> Mapping[str, Value]:
    """Return what the form shows of a node."""
    chosen = node.training
    return {
        "rate_factor": chosen.rate_factor,
        "frozen": chosen.frozen,
        "own_decay": chosen.weight_decay is not None,
        "weight_decay": chosen.weight_decay or 0.0,
        "process": chosen.process,
    }


def with_training(node: Node, name: str, value: Value) -> Node:
    """Return the node with one of the values changed."""
    if name == "own_decay":
        return node.with_(training=node.training.with_(weight_decay=0.0 if value else None))
    return node.with_(training=node.training.with_(**{name: value}))
