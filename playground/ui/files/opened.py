"""Projects as they are opened: under the name of a copy, and with words about what loading changed."""

from __future__ import annotations

from playground.spec.base import FARTHEST
from playground.spec.project import Project


def copy_of(project: Project, name: str) -> Project:
    """Return a project under the name of a copy."""
    return project.with_(name=f"{name[:190]} (copy)")


def edge_words(project: Project) -> str:
    """Say that nodes stood farther out than the canvas reaches and were moved to its edge; empty when none did."""
    count = sum(max(abs(node.x), abs(node.y)) >= FARTHEST for node in project.graph.nodes)
    if not count:
        return ""
    nodes = "One node was" if count == 1 else f"{count:,} nodes were"
    return f"{nodes} beyond the edge of the canvas and moved to it; tidy up the layout to see all."
