"""A sweep from its options: space, sampler, runner, and the file that it begins or continues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.records.sweep import Goal, SweepRecord
from playground.records.sweep_storage import SweepAbout, SweepFile
from playground.spec.files import dumps, loads
from playground.spec.paths import FileProblem
from playground.spec.plane import PlaneSpec
from playground.spec.project import Project
from playground.spec.race import RaceSpec
from playground.sweep.optuna_sampler import Method, OptunaSampler, PrunerName
from playground.sweep.runner import Runner
from playground.sweep.sampler import GridSampler, Sampler
from playground.sweep.space import Space, space_of


@dataclass(frozen=True, kw_only=True)
class SweepPlan:
    """What a sweep is to do.

    Attributes:
        project: With all options that hold for every trial.
        axes: Values as they are typed, by the names of settings.
        seeds: Trainings of each point.
        trials: Number of points to draw; None for all points of the grid.
        method: How they are drawn.
        pruner: What stops trials early.
        goal: What is compared.
        workers: Processes on this computer.
        address: Of a Ray cluster, ``local`` for one that is started here; None for plain processes.
    """

    project: Project
    axes: Mapping[str, str]
    seeds: int = 1
    trials: int | None = None
    method: Method = "tpe"
    pruner: PrunerName = "none"
    goal: Goal = "loss"
    workers: int = 1
    address: str | None = None

    def space(self) -> Space:
        """Return what is tried; ValueError with one sentence where an axis is not possible."""
        return space_of(self.project, self.axes)

    def sampler(self, space: Space, done: SweepRecord) -> Sampler:
        """Return what proposes settings.

        Raises:
            ValueError: When the grid has too many points, or a pruner has nothing to choose from.
            MissingExtra: When Optuna is needed and not installed.
        """
        if self.trials is None:
            if self.pruner != "none":
                raise ValueError("--pruner needs --trials, the number of settings to try.")
            return GridSampler(space)
        seed = self.project.training.seed
        return OptunaSampler(space, self.trials, self.method, self.pruner, self.goal, seed, done)

    def runner(self) -> Runner:
        """Return what trains.

        Raises:
            MissingExtra: When Ray is needed and not installed.
            ValueError: When there is no cluster at the address.
        """
        if self.address is not None:
            from playground.sweep.cluster import RayRunner  # noqa: PLC0415 - an extra

            return RayRunner(self.address, self.workers, device=self.project.training.device)
        from playground.sweep.processes import ProcessRunner  # noqa: PLC0415 - when needed

        return ProcessRunner(self.workers)

    def about(self, space: Space) -> SweepAbout:
        """Return what the file of the sweep says about it."""
        return SweepAbout(dumps(self.project), tuple(axis.words for axis in space.axes), self.goal)

    def opened(self, path: str, space: Space, *, resume: bool) -> tuple[SweepFile, SweepRecord]:
        """Begin the file of the sweep, or continue it.

        Raises:
            FileProblem: When it is there but not to be continued, is that of another project, or cannot be written.
        """
        if not resume:
            return SweepFile.create(path, self.about(space)), SweepRecord()
        file, about, record = SweepFile.resume(path)
        if _essence(loads(about.project, path)) != _essence(self.project):
            raise FileProblem(
                f"{path}: belongs to another project, or to other epochs; name another file with --output."
            )
        return file, record


def _essence(project: Project) -> Project:
    """Return a project without what does not matter to training."""
    flat = project.graph.move({node.id: (0.0, 0.0) for node in project.graph.nodes})
    training = project.training.with_(seed=0, device="auto")
    return project.with_(
        name="",
        notes="",
        graph=flat,
        training=training,
        plane=PlaneSpec(),
        race=RaceSpec(),
        workspace="network",
    )
