"""The outcome of analyzing a project without running it: shapes, counts, and problems with their fixes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playground.build.expand import Flat
from playground.catalog.kinds import DataInfo, Shape
from playground.spec.project import Project


@dataclass(frozen=True)
class Fix:
    """A one-click fix: the label of the button and the edit that it makes."""

    label: str
    apply: Callable[[Project], Project]


@dataclass(frozen=True)
class Lost:
    """A file or folder of data that is missing or unsuitable and must be chosen again.

    Attributes:
        param: The parameter of the data set that holds its path.
        wanted: ``file`` or ``folder``.
        path: The path chosen before; empty for none.
        names: Name filter for a file dialog; empty for all files.
    """

    param: str
    wanted: str
    path: str
    names: str = ""


@dataclass(frozen=True)
class Problem:
    """Something that prevents the project from training.

    Attributes:
        message: One sentence for the user that says what is wrong, with the numbers.
        node: Id of the node that causes it, inside a block its full name; None when it is about data or training.
        place: ``network``, ``data`` or ``training``.
        fixes: Fixes, best first.
        edge: Source and target of the wire concerned, for drawing it as broken.
        lost: What must be chosen again in a dialog, which is then the best fix.
    """

    message: str
    node: str | None = None
    place: str = "network"
    fixes: tuple[Fix, ...] = ()
    edge: tuple[str, str] | None = None
    lost: Lost | None = None


@dataclass(frozen=True)
class Report:
    """The outcome of ``analyze``. Ids of layers inside blocks are paths like ``block-1/2/linear-1``, see ``Flat``.

    Attributes:
        shapes: Output shape of every node for which it is known, inside blocks too.
        parameters: Number of trainable parameters by node (with a shape); a block's is the sum of those inside.
        multiply_adds: Multiply-add operations for one sample by node.
        problems: In the order of computation; empty when the project can train.
        remarks: About nodes that do not lead to the output; the rest trains without them. And about nodes that train,
            but hardly do what was meant.
        loose: Those nodes, as far as they are drawn in the network itself.
        data: The chosen data set's facts, None when the choice itself is broken.
        outputs: Numbers that the network must put out for the loss, None when unknown.
        flat: The network without blocks; empty when its nodes or wires have problems.
    """

    shapes: Mapping[str, Shape] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    multiply_adds: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    loose: frozenset[str] = frozenset()
    data: DataInfo | None = None
    outputs: int | None = None
    flat: Flat = field(default_factory=Flat)

    def of_node(self, node_id: str) -> tuple[Problem, ...]:
        """The problems of a node or of nodes inside it, then the remarks about it."""
        return tuple(
            problem
            for problem in (*self.problems, *self.remarks)
            if problem.node is not None
            and (problem.node == node_id or problem.node.startswith(f"{node_id}/"))
        )

    def is_wrong(self, node_id: str) -> bool:
        """Whether a node, or one inside it, has a problem, not only a remark."""
        return any(problem not in self.remarks for problem in self.of_node(node_id))

    @property
    def total_parameters(self) -> int:
        """Trainable parameters of the whole network."""
        return self._total(self.parameters)

    @property
    def total_multiply_adds(self) -> int:
        """Multiply-add operations of the whole network for one sample."""
        return self._total(self.multiply_adds)

    @property
    def trained_parameters(self) -> int:
        """Parameters of the layers that are not frozen."""
        return self.total_parameters - self._frozen(self.parameters)

    @property
    def trained_multiply_adds(self) -> int:
        """Multiply-add operations for one sample in layers whose weights are not frozen."""
        return self.total_multiply_adds - self._frozen(self.multiply_adds)

    def _frozen(self, counts: Mapping[str, int]) -> int:
        frozen = (node.id for node in self.flat.graph.nodes if node.training.frozen)
        return sum(counts.get(name, 0) for name in frozen if self.parameters.get(name))

    def _total(self, counts: Mapping[str, int]) -> int:
        """Sum over the drawn nodes that are trained: a block's count includes those of its layers."""
        return sum(
            count
            for name, count in counts.items()
            if (name.split("/")[0] not in counts or "/" not in name) and name not in self.loose
        )
