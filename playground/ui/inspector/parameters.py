"""The parameters of a node that a form shows: a layer's, or the repeats of a block."""

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import LAYERS, Entry
from playground.spec.base import Value
from playground.spec.fields import like
from playground.spec.graph import Block, Node


class BlockSettings(Entry):
    """A part of the network in its own box. Press Enter or double-click it to look inside."""

    formula: ClassVar[str] = "y = f(… f(x))"
    when: ClassVar[str] = "For parts that occur several times: build them once, repeat them."

    repeat: int = like(Block, "repeat")


class BlockInput(Entry):
    """The input of the block, as the first repeat sees it."""


class BlockOutput(Entry):
    """The output of the block, which the next repeat takes."""


def entry_of(node: Node, *, inside: bool) -> type[Entry] | None:
    """Return the model of a node's parameters, ``inside`` a block or not; None for an unknown layer."""
    if node.block is not None:
        return BlockSettings
    ends: Mapping[str, type[Entry]] = {"input": BlockInput, "output": BlockOutput} if inside else {}
    return ends.get(node.kind) or (LAYERS.entry(node.kind) if node.kind in LAYERS else None)


def values_of(node: Node) -> Mapping[str, Value]:
    """Return the parameters that a node has."""
    return node.params if node.block is None else {"repeat": node.block.repeat}


def with_value(node: Node, name: str, value: Value) -> Node:
    """Return the node with a parameter changed."""
    if node.block is not None:
        return node.with_(block=node.block.with_(**{name: value}))
    return node.with_(params={**node.params, name: value})
