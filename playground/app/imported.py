"""Networks from other programs as projects, laid out for the canvas."""

from __future__ import annotations

from pathlib import Path

from playground.app.layout import arrange
from playground.spec.project import Project

ONNX_ENDING = ".onnx"
CARD = (168.0, 72.0)
"""About the size of a node's box."""
ROOM = (1400.0, 800.0)
"""About the size of a canvas."""


def is_network(path: Path) -> bool:
    """Whether a file is a network of another program as far as its name tells."""
    return path.suffix.lower() == ONNX_ENDING


def import_network(path: Path) -> Project:
    """Read a network from a file of another program.

    Raises:
        FileProblem: When the file is damaged, holds what is not in the catalog, or needs a package; one sentence.
    """
    from playground.build.onnx_in.project import import_onnx  # noqa: PLC0415 - not at the start

    project = import_onnx(path)
    sizes = {node.id: CARD for node in project.graph.nodes}
    return project.with_(graph=project.graph.move(arrange(project.graph, sizes, room=ROOM)))
