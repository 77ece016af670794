"""Projects as they are opened: under the name of a copy, and with words about what was changed in them."""

from __future__ import annotations

from playground.spec.base import FARTHEST
from playground.spec.project import Project

FAR = 0.45 * FARTHEST
"""Pasted nodes are placed around a point, so those at both edges come half the way; no layout reaches so far."""


def copy_of(project: Project, name: str) -> Project:
    """Return a project under the name of a copy."""
    return project.with_(name=f"{name[:190]} (copy)")


def edge_words(project: Project, before: Project | None = None) -> str:
    """Say that nodes stood farther out than the canvas reaches and were moved to its edge; empty when none did.

    Args:
        project: As it is now.
        before: The project before an edit, whose nodes at the edge are known; None for a project that was opened.
    """
    known = set() if before is None else _at_edge(before)
    count = len(_at_edge(project) - known)
    if not count:
        return ""
    nodes = "One node was" if count == 1 else f"{count:,} nodes were"
    return f"{nodes} beyond the edge of the canvas and moved to it; tidy up the layout to see all."


def _at_edge(project: Project) -> set[str]:
    """Ids of nodes that stand so far out that only the edge of the canvas can have stopped them."""
    return {node.id for node in project.graph.nodes if max(abs(node.x), abs(node.y)) >= FAR}
