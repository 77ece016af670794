"""Choosing other data in one edit: loss and head follow where the old ones do not fit."""

from playground.build import fixes
from playground.build.data.facts import info_of, is_known
from playground.catalog.kinds import DATASETS, LOSSES, DataProblem, Task, UnknownEntry, usual_loss
from playground.spec.base import Choice
from playground.spec.project import Project


def with_dataset(project: Project, dataset: Choice) -> Project:
    """Choose another data set; only the choice itself changes while it is incomplete or its file is still unread."""
    try:
        info = info_of(dataset) if is_known(dataset) else None
    except (DataProblem, UnknownEntry):
        info = None
    if info is None:
        return _with_choice(project, dataset)
    project = _with_embedding(project, len(info.token_names))
    return choose_data(project, dataset, info.task, info.targets)


def moved(choice: Choice, param: str, path: str) -> Choice:
    """Give a data set the new place of its file or folder; reads the header of a table.

    Facts about a table are kept unless the file at the new place has other columns.

    Args:
        choice: The choice before.
        param: The parameter that holds the path.
        path: The new path.

    Raises:
        UnknownEntry: When the choice names something unknown.
    """
    from playground.catalog.tables.table import TableDataset  # noqa: PLC0415 - not at the start

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
    """Put an embedding behind the input for tokens, or remove it for numbers."""
    starts = [node for node in project.graph.nodes if node.kind == "input"]
    for edge in project.graph.outputs_of(starts[0].id) if len(starts) == 1 else ():
        first = project.graph.node(edge.target)
        if vocabulary and first.kind == "embedding":
            project = fixes.set_params("", first.id, {"vocabulary": vocabulary}).apply(project)
        elif vocabulary:
            place = project.graph.inputs_of(first.id).index(edge)
            params = {"vocabulary": vocabulary}
            project = fixes.insert_before("", first.id, "embedding", params, place).apply(project)
            if first.kind == "linear":
                project = fixes.insert_before("", first.id, "flatten", {}).apply(project)
        elif first.kind == "embedding":
            project = fixes.remove("", first.id).apply(project)
    if vocabulary and project.data.transform.kind != "none":
        project = project.with_(data=project.data.with_(transform=Choice(kind="none")))
    return project


def _with_choice(project: Project, dataset: Choice) -> Project:
    """Only the choice changes; another kind of data begins with the usual scaling of targets."""
    data = project.data
    scaling = data.target_scaling if dataset.kind == data.dataset.kind else "auto"
    return project.with_(data=data.with_(dataset=dataset, target_scaling=scaling))


def choose_data(project: Project, dataset: Choice, task: Task, targets: int) -> Project:
    """Choose another data set whose task and targets are known.

    A loss that does not suit the task is replaced by the usual one. The Linear layer before the output gets as many
    units as the loss asks for, and the activation that it expects.

    Args:
        project: The project before.
        dataset: The new choice.
        task: Task of the new data.
        targets: Number of classes, or of regression targets.
    """
    project = _with_choice(project, dataset)
    before = project.training.loss
    if before.kind not in LOSSES or task not in LOSSES.entry(before.kind).tasks:
        loss = Choice(kind=usual_loss(task).key)
        project = project.with_(training=project.training.with_(loss=loss))
    after = LOSSES.entry(project.training.loss.kind)
    expected_before = LOSSES.entry(before.kind).expects if before.kind in LOSSES else ""
    return _with_head(project, after().outputs(targets), after.expects, expected_before)


def _with_head(project: Project, outputs: int, end: str, end_before: str) -> Project:
    """Fit the Linear layer before the output, if its activation is none or the one that the old loss expected."""
    graph = project.graph
    ends = [node for node in graph.nodes if node.kind == "output"]
    edges = graph.inputs_of(ends[0].id) if len(ends) == 1 else ()
    if not edges:
        return project
    head = graph.node(edges[0].source)
    carried = head.activation.kind if head.activation else ""
    if head.kind != "linear" or carried not in {"", end_before}:
        return project
    changed = head.with_(
        params={**head.params, "units": outputs}, activation=Choice(kind=end) if end else None
    )
    return project.with_(graph=graph.replace(changed))
