"""Choosing other data in one edit: loss and head follow where the old ones cannot serve."""

import playground.catalog.datasets  # noqa: F401
from playground.catalog.kinds import DATASETS, DataProblem, UnknownEntry
from playground.spec.base import Choice
from playground.spec.project import Project

LOSSES_FOR = {
    "classification": ("cross_entropy", "bce", "hinge", "mse", "l1", "huber"),
    "regression": ("mse", "l1", "huber"),
}
"""Losses that serve a task, the usual one first."""


def with_dataset(project: Project, dataset: Choice) -> Project:
    """The project with another data set; when that is incomplete as yet, only the choice itself changes."""
    try:
        info = DATASETS.of(dataset).info()
    except (DataProblem, UnknownEntry):
        return project.with_(data=project.data.with_(dataset=dataset))
    return choose_data(project, dataset, info.task, info.targets)


def choose_data(project: Project, dataset: Choice, task: str, targets: int) -> Project:
    """The project with another data set.

    A loss that cannot serve the task is replaced by the usual one, and the Linear layer in front of the output gets
    as many units as the loss asks for.

    Args:
        project: As it is.
        dataset: The new choice.
        task: ``classification`` or ``regression``.
        targets: Number of classes, or of regression targets.
    """
    project = project.with_(data=project.data.with_(dataset=dataset))
    if project.training.loss.kind not in LOSSES_FOR[task]:
        loss = Choice(kind=LOSSES_FOR[task][0])
        project = project.with_(training=project.training.with_(loss=loss))
    outputs = 1 if project.training.loss.kind == "bce" and targets == 2 else targets
    return _with_outputs(project, outputs)


def _with_outputs(project: Project, outputs: int) -> Project:
    graph = project.graph
    ends = [node for node in graph.nodes if node.kind == "output"]
    edges = graph.inputs_of(ends[0].id) if len(ends) == 1 else ()
    if not edges:
        return project
    head = graph.node(edges[0].source)
    if head.kind != "linear" or head.activation is not None:
        return project
    return project.with_(graph=graph.replace(head.with_(params={**head.params, "units": outputs})))
