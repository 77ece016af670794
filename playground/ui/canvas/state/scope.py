"""Which part of the document the canvas shows: the whole network, or the inside of a block."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from playground.app.document import Document
from playground.arrays import Floats
from playground.build.report import Problem, Report
from playground.build.stages import processes_of
from playground.engine.events.pictures import DenseWeights, NodeActivity, UnitMaps, WireWeights
from playground.spec.block import Path, edit_within, prefix_of, within
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec
from playground.ui.canvas.state.graph_diff import is_another

T = TypeVar("T")


class Scope:
    """The part in scope. Names of nodes are local; ``full`` makes them unique in the network."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.path: Path = ()
        self.repeats: tuple[int, ...] = ()
        """The repeat of each block of the path that is shown, from 1."""
        self._seen: tuple[Project, Project] | None = None
        self._laid: tuple[TrainingSpec, Report, dict[str, set[int]]] | None = None
        self.whole = Report()
        """The report on the whole network."""

    @property
    def document_project(self) -> Project:
        """The whole document."""
        return self._document.project

    @property
    def project(self) -> Project:
        """The document with what is shown as its network."""
        project = self._document.project
        if not self.path:
            return project
        if self._seen is None or self._seen[0] is not project:
            self._seen = (project, project.with_(graph=within(project.graph, self.path)))
        return self._seen[1]

    @property
    def graph(self) -> Graph:
        """The network that is shown."""
        return self.project.graph

    def go(self, path: Path) -> None:
        """Show another part; of blocks newly entered, the first repeat."""
        same = [mine == other for mine, other in zip(self.path, path, strict=False)]
        kept = same.index(False) if False in same else len(same)
        self.repeats = (*self.repeats[:kept], *[1] * (len(path) - kept))
        self.path, self._seen = path, None

    @property
    def count(self) -> int:
        """Repeats of the block that is shown; 1 for the whole network."""
        if not self.path:
            return 1
        block = within(self._document.project.graph, self.path[:-1]).node(self.path[-1]).block
        return block.repeat if block is not None else 1

    @property
    def is_frozen(self) -> bool:
        """Whether a block around what is shown is frozen."""
        graph = self._document.project.graph
        around = (within(graph, self.path[:depth]).node(name) for depth, name in enumerate(self.path))
        return any(block.training.frozen for block in around)

    def turn(self, number: int) -> bool:
        """Show another repeat of the block; return whether it exists."""
        if not self.path or number == self.repeats[-1] or not 1 <= number <= self.count:
            return False
        self.repeats = (*self.repeats[:-1], number)
        return True

    def keep_existing(self) -> bool:
        """Leave blocks that no longer exist; return whether there were any."""
        before = self.path
        while self.path and not self._exists():
            self.go(self.path[:-1])
        if self.path and self.repeats[-1] > self.count:
            self.repeats = (*self.repeats[:-1], self.count)
        return self.path != before

    def _exists(self) -> bool:
        try:
            within(self._document.project.graph, self.path)
        except KeyError:
            return False
        return True

    def unchanged_since(self, earlier: Project) -> frozenset[str]:
        """Return the nodes shown that compute what they computed in an earlier project; none of another network."""
        now = self._document.project
        if now.data.dataset.kind != earlier.data.dataset.kind or is_another(earlier.graph, now.graph):
            return frozenset()
        try:
            before = within(earlier.graph, self.path).by_id()
        except KeyError:
            return frozenset()
        return frozenset(
            node.id
            for node in self.graph.nodes
            if node.id in before
            and (before[node.id] is node or _computed(before[node.id]) == _computed(node))
        )

    def edit(self, change: Callable[[Graph], Graph]) -> Callable[[Project], Project]:
        """Turn a change of the shown graph into a change of the project."""
        path = self.path
        return lambda project: project.with_(graph=edit_within(project.graph, path, change))

    # --- what is known ---------------------------------------------------------------------------

    def full(self, name: str) -> str:
        """Return the full name of a node that is shown."""
        return prefix_of(self.path, self.repeats) + name

    def report(self) -> Report:
        """Return the report on the part that is shown, by local names."""
        if not self.path:
            return self.whole
        prefix, first = prefix_of(self.path, self.repeats), prefix_of(self.path)
        problems, remarks = (
            tuple(_local(first, p) for p in found if (p.node or "").startswith(first))
            for found in (self.whole.problems, self.whole.remarks)
        )
        return replace(
            self.whole,
            shapes=_under(prefix, self.whole.shapes),
            parameters=_under(prefix, self.whole.parameters),
            multiply_adds=_under(prefix, self.whole.multiply_adds),
            problems=problems,
            remarks=remarks,
        )

    def processes(self, name: str) -> tuple[int, ...]:
        """Return the processes that compute a node that is shown, or what is inside it.

        None where one process computes everything, and for the input, which all have.
        """
        project, report = self._document.project, self.whole
        if self._laid is None or self._laid[0] is not project.training or self._laid[1] is not report:
            self._laid = (project.training, report, _by_owner(processes_of(project, report), report))
        return tuple(sorted(self._laid[2].get(self.full(name), ())))

    # --- live values -----------------------------------------------------------------------------

    def maps(self, event: UnitMaps, names: Iterable[str]) -> dict[str, Floats]:
        """Return the maps of the nodes shown; a block shows those of its last layer."""
        exits = {name: self.whole.flat.exit_of(self.full(name)) for name in names}
        return {name: event.maps[layer] for name, layer in exits.items() if layer in event.maps}

    def of_classes(self, event: UnitMaps) -> frozenset[str]:
        """Return the nodes shown whose units are classes: the Output, and the layer before it with as many units."""
        data = self.whole.data
        if self.path or data is None or data.task != "classification":
            return frozenset()
        nodes = self.graph.by_id()
        output = next((name for name, node in nodes.items() if node.kind == "output"), "")
        wires = self.graph.inputs_of(output)
        around = [output, wires[0].source] if len(wires) == 1 else [output]
        found = self.maps(event, around)
        return frozenset(name for name in found if len(found[name]) == len(found.get(output, ())))

    def activity(self, event: NodeActivity, names: Iterable[str]) -> dict[str, tuple[float, float]]:
        """Return activation and gradient of the nodes shown."""
        found: dict[str, tuple[float, float]] = {}
        for name in names:
            full = self.full(name)
            layer = self.whole.flat.exit_of(full)
            if layer in event.activation:
                found[name] = (event.activation[layer], self._gradient(event, full))
        return found

    def _gradient(self, event: NodeActivity, full: str) -> float:
        """Return the mean size of the gradients of a layer, or of all parameters inside a block."""
        if full in event.gradient:
            return event.gradient[full]
        parts = [
            (value, self.whole.parameters.get(layer, 0))
            for layer, value in event.gradient.items()
            if layer.startswith(f"{full}/") and not math.isnan(value)
        ]
        count = sum(parameters for _, parameters in parts)
        return sum(value * parameters for value, parameters in parts) / count if count else math.nan

    def dense(self, event: WireWeights, edge: Edge) -> tuple[str, DenseWeights] | None:
        """Return the layer where a wire ends and its weights, where each of them is known."""
        wires = self.whole.flat.wires_of(self.full(edge.source), self.full(edge.target), edge.slot)
        layer = wires[0][1] if len(wires) == 1 else ""
        return (layer, event.dense[layer]) if layer in event.dense else None

    def strand(self, event: WireWeights, edge: Edge) -> tuple[float, float] | None:
        """Return strength and sign of the weights behind a wire, of the strongest where it stands for several."""
        wires = self.whole.flat.wires_of(self.full(edge.source), self.full(edge.target), edge.slot)
        known = [
            (event.strength[wire], event.sign.get(wire, 0.0))
            for wire in wires
            if math.isfinite(event.strength.get(wire, math.nan))
        ]
        return max(known, default=None)


def _computed(node: Node) -> tuple[object, ...]:
    """Return what decides which values a node passes on, apart from its inputs and weights."""
    return node.kind, node.params, node.activation, node.block


def _by_owner(processes: Mapping[str, int], report: Report) -> dict[str, set[int]]:
    """Return the processes of each layer and of each block around layers, by full names; inputs have none."""
    found: dict[str, set[int]] = {}
    for layer, process in processes.items():
        if report.flat.graph.inputs_of(layer):
            parts = layer.split("/")
            for depth in range(len(parts)):
                found.setdefault("/".join(parts[: depth + 1]), set()).add(process)
    return found


def _under(prefix: str, values: Mapping[str, T]) -> dict[str, T]:
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}


def _local(prefix: str, problem: Problem) -> Problem:
    """Return a problem with the local names; its fixes still edit the whole project."""
    edge = problem.edge
    if edge is not None:
        edge = (edge[0].removeprefix(prefix), edge[1].removeprefix(prefix))
    return replace(problem, node=(problem.node or "").removeprefix(prefix), edge=edge)
