"""The words on a node: title, key parameter, counts, tool tip."""

from html import escape
from typing import Any

from playground.build.expand import layer_count
from playground.build.report import Report
from playground.catalog.kinds import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    Entry,
    Registry,
    UnknownEntry,
    describe,
)
from playground.spec.base import Choice
from playground.spec.graph import Block, Graph, Node
from playground.spec.project import Project


def entry_title(registry: Registry[Any], choice: Choice | str) -> str:
    """Return the title of a catalog entry, or the key of an unknown one."""
    key = choice if isinstance(choice, str) else choice.kind
    return str(registry.entry(key).title) if key in registry else key


def node_title(node: Node) -> str:
    """Return the user's title of a node, else that of its activation or layer."""
    if node.title:
        return node.title
    if node.kind == "activation" and node.activation is not None:
        return entry_title(ACTIVATIONS, node.activation)
    return "Block" if node.block is not None else entry_title(LAYERS, node.kind)


def count_words(graph: Graph, ids: tuple[str, ...]) -> str:
    """Return the title of one node, or the number of several, for labels of edits."""
    if len(ids) == 1:
        return node_title(graph.node(ids[0]))
    return f"{len(ids)} nodes"


def compact(count: int) -> str:
    """Format a count in at most five characters: ``160``, ``9,984``, ``12.3k``, ``1.2M``."""
    if count < 10_000:
        return f"{count:,}"
    for limit, unit in ((1e6, "k"), (1e9, "M"), (1e12, "G")):
        if count < limit:
            return f"{count / (limit / 1000):.3g}{unit}"
    return f"{count:.1e}"


def caption(project: Project, node: Node, *, inside: bool = False) -> str:
    """Return the key parameter line under the title, ``inside`` a block or not; empty when there is nothing to say."""
    if node.block is not None:
        return _size(node.block)
    if node.kind in {"input", "output"}:
        return "of the block" if inside else _end(project, node)
    try:
        entry = LAYERS.create(node.kind, node.params)
    except UnknownEntry:
        return "unknown layer"
    return entry.caption()


def _end(project: Project, node: Node) -> str:
    if node.kind == "input":
        return entry_title(DATASETS, project.data.dataset)
    return entry_title(LOSSES, project.training.loss)


def _size(block: Block) -> str:
    layers = layer_count(block.graph)
    return f"{layers} layer{'' if layers == 1 else 's'}" if layers else "empty"


def tooltip(report: Report, node: Node) -> str:
    """Return what the layer does, its shape and its counts, as rich text."""
    lines = [f"<b>{escape(node_title(node))}</b>"]
    if node.block is not None:
        lines.append(escape(_block_line(node.block)))
    if node.kind in LAYERS:
        lines.append(escape(LAYERS.entry(node.kind).summary()))
    if node.activation is not None and node.activation.kind in ACTIVATIONS:
        lines.append(escape(_activation_line(ACTIVATIONS.entry(node.activation.kind))))
    if node.initializer is not None:
        lines.append(f"Initial weights: {escape(entry_title(INITIALIZERS, node.initializer))}.")
    facts = _facts(report, node.id)
    if facts:
        lines.append(f"<span style='font-size:small'>{facts}</span>")
    return f"<div style='max-width:320px'>{'<br>'.join(lines)}</div>"


def _block_line(block: Block) -> str:
    times = "" if block.repeat == 1 else f" Repeated {block.repeat} times, each time with its own weights."
    return f"A part of the network in its own box.{times} Double-click or press Enter to look inside."


def _activation_line(entry: type[Entry]) -> str:
    return f"{entry.title}: {entry.formula}" if entry.formula else f"{entry.title} on its output."


def _facts(report: Report, node_id: str) -> str:
    if node_id not in report.shapes:
        return ""
    facts = [f"Output {describe(report.shapes[node_id])}"]
    if report.parameters.get(node_id):
        facts.append(f"{report.parameters[node_id]:,} parameters (θ)")
    if report.multiply_adds.get(node_id):
        facts.append(f"{report.multiply_adds[node_id]:,} multiply-adds per sample")
    return " · ".join(facts)
