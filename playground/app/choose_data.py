"""Choosing other data in one edit: loss and head follow where the old ones cannot serve."""

import playground.catalog.datasets  # noqa: F401
from playground.build import fixes
from playground.build.facts import info_of, is_known
from playground.catalog.datasets.table import TableDataset
from playground.catalog.kinds import DATASETS, DataProblem, UnknownEntry
from playground.spec.base import Choice
from playground.spec.project import Project

LOSSES_FOR = {
    "classification": ("cross_entropy", "bce", "nll", "hinge", "mse", "l1", "huber"),
    "regression": ("mse", "l1", "huber"),
}
"""Losses that serve a task, the usual one first."""

ENDS = {"nll": "softmax"}
"""Activations that losses want at the end of the network."""


def with_dataset(project: Project, dataset: Choice) -> Project:
    """The project with another data set; only the choice itself changes while that is incomplete or not known yet."""
    try:
        info = info_of(dataset) if is_known(dataset) else None
    except (DataProblem, UnknownEntry):
        info = None
    if info is None:
        return project.with_(data=project.data.with_(dataset=dataset))
    project = _with_embedding(project, len(info.token_names))
    return choose_data(project, dataset, info.task, info.targets)


def moved(choice: Choice, param: str, path: str) -> Choice:
    """The same data with their file or folder elsewhere; reads the head of a table.

    What is known of a table stays, unless another one with other columns was chosen.

    Args:
        choice: As it was.
        param: The parameter that tells where the file is.
        path: Where it is now.

    Raises:
        UnknownEntry: When the choice names something unknown.
    """
    choice = choice.with_params(**{param: path})
    dataset = DATASETS.of(choice)
    if not isinstance(dataset, TableDataset) or not dataset.facts:
        return choice
    try:
        same = dataset.header() == tuple(column.name for column in dataset.known().columns)
    except DataProblem:
        same = False
    return choice if same else choice.with_params(facts="")


def _with_embedding(project: Project, vocabulary: int) -> Project:
    """The project with an embedding behind its input where the data are tokens, and without one for numbers."""
    starts = [node for node in project.graph.nodes if node.kind == "input"]
    for edge in project.graph.outputs_of(starts[0].id) if len(starts) == 1 else ():
        first = project.graph.node(edge.target)
        if vocabulary and first.kind == "embedding":
            project = fixes.set_params("", first.id, {"vocabulary": vocabulary}).apply(project)
        elif vocabulary:
            place = project.graph.inputs_of(first.id).index(edge)
            words = {"vocabulary": vocabulary}
            project = fixes.insert_before("", first.id, "embedding", words, place).apply(project)
            if first.kind == "linear":
                project = fixes.insert_before("", first.id, "flatten", {}).apply(project)
        elif first.kind == "embedding":
            project = fixes.remove("", first.id).apply(project)
    if vocabulary and project.data.transform.kind != "none":
        project = project.with_(data=project.data.with_(transform=Choice(kind="none")))
    return project


def choose_data(project: Project, dataset: Choice, task: str, targets: int) -> Project:
    """The project with another data set.

    A loss that cannot serve the task is replaced by the usual one, and the Linear layer in front of the output gets
    as many units, and the activation, that the loss asks for.

    Args:
        project: As it is.
        dataset: The new choice.
        task: ``classification`` or ``regression``.
        targets: Number of classes, or of regression targets.
    """
    project = project.with_(data=project.data.with_(dataset=dataset))
    before = project.training.loss
    if before.kind not in LOSSES_FOR[task]:
        loss = Choice(kind=LOSSES_FOR[task][0])
        project = project.with_(training=project.training.with_(loss=loss))
    kind = project.training.loss.kind
    outputs = 1 if kind == "bce" and targets == 2 else targets
    return _with_head(project, outputs, ENDS.get(kind), ENDS.get(before.kind))


def _with_head(project: Project, outputs: int, end: str | None, end_before: str | None) -> Project:
    graph = project.graph
    ends = [node for node in graph.nodes if node.kind == "output"]
    edges = graph.inputs_of(ends[0].id) if len(ends) == 1 else ()
    if not edges:
        return project
    head = graph.node(edges[0].source)
    carried = head.activation.kind if head.activation else None
    if head.kind != "linear" or carried not in {None, end_before}:
        return project
    changed = head.with_(
        params={**head.params, "units": outputs}, activation=Choice(kind=end) if end else None
    )
    return project.with_(graph=graph.replace(changed))
