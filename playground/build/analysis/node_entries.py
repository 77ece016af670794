"""Whether the catalog has what a node names: its layer, activation and initializer with their parameters."""

from __future__ import annotations

from playground.build import fixes
from playground.build.fixes import NodePart
from playground.build.nodes import title_of
from playground.build.report import Fix, Problem
from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, LAYERS, Layer, UnknownEntry
from playground.spec.graph import Node


def entries_of(node: Node) -> tuple[Layer | None, list[Problem]]:
    """The layer of a node, and what is wrong with the entries that it names.

    The layer is None when it or its activation is unknown, so that the output shape is unknown.
    """
    problems: list[Problem] = []
    try:
        layer = LAYERS.create(node.kind, dict(node.params))
    except UnknownEntry as error:
        return None, [_unknown(node, error, "layer", fixes.remove("Remove this layer", node.id))]
    if node.activation is not None:
        removal = fixes.drop_activation("Remove the activation", node.id)
        if not layer.takes_activation:
            message = f"{title_of(node)} cannot have an activation."
            problems.append(Problem(message, node=node.id, fixes=(removal,)))
        try:
            ACTIVATIONS.of(node.activation)
        except UnknownEntry as error:
            return None, [*problems, _unknown(node, error, "activation", removal)]
    if node.initializer is not None:
        try:
            INITIALIZERS.of(node.initializer)
        except UnknownEntry as error:
            removal = fixes.drop_initializer("Use the default initializer", node.id)
            problems.append(_unknown(node, error, "initializer", removal))
    return layer, problems


def _unknown(node: Node, error: UnknownEntry, part: NodePart, removal: Fix) -> Problem:
    return Problem(str(error), node=node.id, fixes=(*_unset(node, error, part), removal))


def _unset(node: Node, error: UnknownEntry, part: NodePart) -> tuple[Fix, ...]:
    """The fix for a parameter that is refused; none when the entry itself is unknown."""
    if error.parameter is None:
        return ()
    label = "Use the default" if error.known else "Remove the parameter"
    return (fixes.unset(label, node.id, error.parameter, part),)
