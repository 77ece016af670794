"""Descent: a desktop playground for neural networks and optimizers.

A project is loaded, or built from its parts, and trained:

>>> from playground import Choice, Edge, Graph, Node, Project, RaceSpec, load, race, save, train
>>> hidden = Node(id="hidden", kind="linear", params={"units": 2})
>>> nodes = Node(id="in", kind="input"), hidden, Node(id="out", kind="output")
>>> wires = Edge(source="in", target="hidden"), Edge(source="hidden", target="out")
>>> project = Project(name="Small", graph=Graph(nodes=nodes, edges=wires))
>>> project
<Project “Small”: 3 nodes, 2 wires, data spiral, optimizer adam, race of 4 lanes on valley>
>>> result = train(project, epochs=2, device="cpu")
>>> result.steps, len(result.curves["loss"])
(22, 22)

It can be used: for new points, for the validation split, and as a torch module:

>>> result.predict([[0.5, 2.0], [3.0, -1.0]]).probabilities.shape
(2, 2)
>>> sorted(result.evaluate().summary())[:3]
['accuracy', 'log_loss', 'loss']
>>> result.module()(result.model.prepare([0.5, 2.0])).shape
torch.Size([1, 2])

A race needs a surface and lanes; its result is the leaderboard, the best first:

>>> lanes = tuple(dict(id=kind, optimizer=dict(kind=kind)) for kind in ("sgd", "adam"))
>>> board = race(Project(race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=50)))
>>> sorted(board.paths), board.paths["Adam"].shape
(['Adam', 'SGD'], (51, 1, 2))

What can go wrong is raised as one of the public exceptions, each with one sentence:

>>> load("missing.descent")
Traceback (most recent call last):
playground.spec.paths.FileProblem: missing.descent: cannot be read: No such file or directory.

``result.record`` and ``board.record`` hold everything; they can be saved and loaded.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.catalog.kinds import DataProblem, UnknownEntry
    from playground.engine.race.lanes import CannotRace
    from playground.engine.runtime.devices import DeviceProblem
    from playground.engine.training.divergence import Diverged
    from playground.engine.training.setup import CannotTrain
    from playground.headless.race import RaceResult, race
    from playground.headless.train import Result, train
    from playground.inference.prediction import Prediction
    from playground.inference.trained_model import TrainedModel, load_model
    from playground.records.race import RaceRecord
    from playground.records.run import RunRecord
    from playground.spec.base import Choice
    from playground.spec.data import DataSpec
    from playground.spec.files import load, save
    from playground.spec.graph import Edge, Graph, Node
    from playground.spec.paths import FileProblem
    from playground.spec.problems import SpecProblem
    from playground.spec.project import Project
    from playground.spec.race import LaneSpec, RaceSpec
    from playground.spec.training import TrainingSpec

__version__ = "0.1.0"
__all__ = [
    "CannotRace",
    "CannotTrain",
    "Choice",
    "DataProblem",
    "DataSpec",
    "DeviceProblem",
    "Diverged",
    "Edge",
    "FileProblem",
    "Graph",
    "LaneSpec",
    "Node",
    "Prediction",
    "Project",
    "RaceRecord",
    "RaceResult",
    "RaceSpec",
    "Result",
    "RunRecord",
    "SpecProblem",
    "TrainedModel",
    "TrainingSpec",
    "UnknownEntry",
    "load",
    "load_model",
    "race",
    "save",
    "train",
]

_ROOMS = {
    "CannotRace": "playground.engine.race.lanes",
    "CannotTrain": "playground.engine.training.setup",
    "Choice": "playground.spec.base",
    "DataProblem": "playground.catalog.kinds",
    "DataSpec": "playground.spec.data",
    "DeviceProblem": "playground.engine.runtime.devices",
    "Diverged": "playground.engine.training.divergence",
    "Edge": "playground.spec.graph",
    "FileProblem": "playground.spec.paths",
    "Graph": "playground.spec.graph",
    "LaneSpec": "playground.spec.race",
    "Node": "playground.spec.graph",
    "Prediction": "playground.inference.prediction",
    "Project": "playground.spec.project",
    "RaceRecord": "playground.records.race",
    "RaceResult": "playground.headless.race",
    "RaceSpec": "playground.spec.race",
    "Result": "playground.headless.train",
    "RunRecord": "playground.records.run",
    "SpecProblem": "playground.spec.problems",
    "TrainedModel": "playground.inference.trained_model",
    "TrainingSpec": "playground.spec.training",
    "UnknownEntry": "playground.catalog.kinds",
    "load": "playground.spec.files",
    "load_model": "playground.inference.trained_model",
    "race": "playground.headless.race",
    "save": "playground.spec.files",
    "train": "playground.headless.train",
}


def __getattr__(name: str) -> Any:
    """Import the rooms behind the public names when they are first used: torch takes a second."""
    if name in _ROOMS:
        from importlib import import_module  # noqa: PLC0415 - with the room, not before

        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, so that they are found by completion before they are imported."""
    return sorted([*__all__, "__version__", "__doc__"])
