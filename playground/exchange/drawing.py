"""The network as boxes and wires, for files of drawings: where each box is and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.build.nodes import title_of
from playground.build.report import Report
from playground.catalog.kinds import ACTIVATIONS, LAYERS, UnknownEntry, describe
from playground.spec.graph import Node
from playground.spec.project import Project

WIDTH, LINE, PAD = 152.0, 16.0, 10.0
"""Width of a box, height of a line of text, and what is free around the lines; about as on the canvas."""
PORT = 24.0
"""Where wires end, from the upper edge: so that a chain whose boxes are in line is a straight one."""
MARGIN = 16.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """One node.

    Attributes:
        name: Id of the node.
        left: Its left edge, from that of the drawing.
        top: Its upper edge.
        title: The first line.
        lines: The other lines: key parameter, activation, shape of the output.
        group: Palette group of its layer, for a colour.
    """

    name: str
    left: float
    top: float
    title: str
    lines: tuple[str, ...]
    group: str

    @property
    def height(self) -> float:
        """Height of the box."""
        return (1 + len(self.lines)) * LINE + 2 * PAD

    @property
    def entry(self) -> Point:
        """Where wires end."""
        return self.left, self.top + PORT

    @property
    def exit(self) -> Point:
        """Where wires begin."""
        return self.left + WIDTH, self.top + PORT


@dataclass(frozen=True)
class Drawing:
    """A network to be drawn.

    Attributes:
        title: Name of the project.
        boxes: In the order of the graph.
        wires: Source and target of each.
        width: Of the drawing.
        height: Likewise.
    """

    title: str
    boxes: tuple[Box, ...]
    wires: tuple[tuple[Box, Box], ...]
    width: float
    height: float


def drawing(project: Project, report: Report) -> Drawing:
    """Draw a network as it stands on the canvas; it may have problems."""
    graph = project.graph
    left = min((node.x for node in graph.nodes), default=0.0) - MARGIN
    top = min((node.y for node in graph.nodes), default=0.0) - MARGIN
    boxes = {node.id: _box(node, report, (left, top)) for node in graph.nodes}
    wires = tuple((boxes[edge.source], boxes[edge.target]) for edge in graph.edges)
    width = max((box.left for box in boxes.values()), default=0.0) + WIDTH + MARGIN
    height = max((box.top + box.height for box in boxes.values()), default=0.0) + MARGIN
    return Drawing(project.name, tuple(boxes.values()), wires, width, height)


def _box(node: Node, report: Report, corner: Point) -> Box:
    lines = [_caption(node)]
    if node.activation is not None and node.kind != "activation" and node.activation.kind in ACTIVATIONS:
        lines.append(ACTIVATIONS.entry(node.activation.kind).title)
    if node.id in report.shapes:
        lines.append(describe(report.shapes[node.id]))
    group = "Blocks" if node.block is not None else _group(node)
    kept = tuple(line for line in lines if line)
    return Box(node.id, node.x - corner[0], node.y - corner[1], title_of(node), kept, group)


def _caption(node: Node) -> str:
    if node.block is not None:
        return f"{node.block.repeat} times" if node.block.repeat > 1 else ""
    if node.kind in {"input", "output", "activation"}:
        return ""
    try:
        return LAYERS.create(node.kind, node.params).caption()
    except UnknownEntry:
        return "unknown layer"


def _group(node: Node) -> str:
    return LAYERS.entry(node.kind).group if node.kind in LAYERS else ""
