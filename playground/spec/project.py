"""A project: everything that a ``.descent`` file holds."""

from typing import Literal

from pydantic import Field

from playground.spec.base import Frozen
from playground.spec.data import DataSpec
from playground.spec.graph import Graph
from playground.spec.paths import shown
from playground.spec.plane import PlaneSpec
from playground.spec.race import RaceSpec
from playground.spec.start import StartSpec
from playground.spec.training import TrainingSpec


class Project(Frozen):
    """What the user made.

    Attributes:
        name: Shown in the title when the project has no file yet.
        notes: The user's own words about it.
        graph: The network.
        data: What it learns from.
        training: How it learns.
        plane: What the loss contour shows.
        race: Optimizers against each other.
        start: The weights that runs begin with.
        workspace: What is shown first.
    """

    name: str = Field("Untitled", max_length=200)
    notes: str = Field("", max_length=100_000)
    graph: Graph = Graph()
    data: DataSpec = DataSpec()
    training: TrainingSpec = TrainingSpec()
    plane: PlaneSpec = PlaneSpec()
    race: RaceSpec = RaceSpec()
    start: StartSpec = Field(StartSpec(), exclude_if=lambda start: start == StartSpec())
    workspace: Literal["network", "race"] = "network"

    def __repr__(self) -> str:
        """The project in one line."""
        ground = self.race.surface.kind if self.race.on == "surface" else "its network"
        return (
            f"<Project “{shown(self.name)}”: {len(self.graph.nodes)} nodes, {len(self.graph.edges)} wires, "
            f"data {self.data.dataset.kind}, optimizer {self.training.optimizer.kind}, "
            f"race of {len(self.race.lanes)} lanes on {ground}>"
        )

    __str__ = __repr__
