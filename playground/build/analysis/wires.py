"""Whether a new wire can be drawn."""

from playground.build.analysis.walk import analyze_block
from playground.build.nodes import OnActivation, accepts, outcome
from playground.build.report import Report
from playground.catalog.kinds import LAYERS, ShapeProblem, UnknownEntry
from playground.spec.graph import Graph
from playground.spec.project import Project


def can_connect(
    project: Project, report: Report, source: str, target: str, slot: int | None = None
) -> str | None:
    """Why a wire cannot be drawn, in one sentence; None when it can.

    Args:
        project: The project.
        report: Its analysis.
        source: Node at which the wire starts.
        target: Node at which it ends.
        slot: Number of the target's input; None for the lowest free one.
    """
    return _forbidden(project.graph, source, target) or _misfit(project.graph, report, source, target, slot)


def _forbidden(graph: Graph, source: str, target: str) -> str | None:
    """Reasons that do not depend on shapes."""
    nodes = graph.by_id()
    if source == target:
        return "A layer cannot feed itself."
    rules = (
        (nodes[source].kind == "output", "Nothing can follow the output."),
        (nodes[target].kind == "input", "Nothing can come before the input."),
        (any((e.source, e.target) == (source, target) for e in graph.edges), "They are connected already."),
        (graph.makes_cycle(source, target), "This would form a cycle."),
    )
    return next((reason for broken, reason in rules if broken), None)


def _misfit(graph: Graph, report: Report, source: str, target: str, slot: int | None) -> str | None:
    """Why the target refuses the shapes that would arrive; None as long as some are unknown."""
    node = graph.node(target)
    if source not in report.shapes or (node.block is None and node.kind not in LAYERS):
        return None
    least, most = accepts(node)
    incoming = graph.connect(source, target, 0 if most == 1 else slot).inputs_of(target)
    if len(incoming) < least or any(edge.source not in report.shapes for edge in incoming):
        return None
    shapes = tuple(report.shapes[edge.source] for edge in incoming)
    if node.block is not None:
        return next((problem.message for problem in analyze_block(node.block.graph, shapes).problems), None)
    try:
        outcome(node, shapes)
    except (ShapeProblem, OnActivation, UnknownEntry) as problem:
        return str(problem)
    return None
