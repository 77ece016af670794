"""The choices outside the network: data, preprocessing, loss, optimizer, schedule, and whether they agree."""

from dataclasses import dataclass, field

from playground.build import class_weights, fixes
from playground.build.data.choose_data import with_dataset
from playground.build.data.facts import Ask, BeingRead
from playground.build.data.features import chosen_shape, input_shape
from playground.build.report import Fix, Lost, Problem
from playground.catalog.kinds import (
    DATASETS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    TRANSFORMS,
    DataInfo,
    DataProblem,
    Loss,
    SetParams,
    Shape,
    ShapeProblem,
    UnknownEntry,
    describe,
    usual_loss,
)
from playground.spec.augmentation import OFF, AugmentSpec
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.paths import state_of_path
from playground.spec.project import Project
from playground.spec.training import TrainingSpec


@dataclass
class Choices:
    """The outcome of the checks.

    Attributes:
        info: Facts about the data, None when the choice is broken.
        shape: Shape of one input of the network.
        loss: The loss entry, None when the choice is broken.
        outputs: Numbers that the network must put out.
        problems: Everything wrong with the choices.
    """

    info: DataInfo | None = None
    shape: Shape | None = None
    loss: Loss | None = None
    outputs: int | None = None
    problems: list[Problem] = field(default_factory=list)


def check_choices(project: Project, ask: Ask) -> Choices:
    """Check everything outside the network; ``ask`` says what the data are."""
    found = Choices()
    data, training = project.data, project.training
    try:
        found.info = ask(data.dataset)
        found.shape = chosen_shape(data, found.info)
    except BeingRead as reading:
        found.problems.append(Problem(str(reading), place="data"))
    except (UnknownEntry, DataProblem) as error:
        fixes_of_data = tuple(_on_data(hint) for hint in getattr(error, "fixes", ()))
        found.problems.append(_without_data(str(error), _lost(data.dataset), fixes_of_data))
    if found.info is not None and found.info.missing:
        lost = _lost(data.dataset, chosen=False)
        found.problems.append(_without_data(found.info.missing, lost))
    for registry, part, name, usual in (
        (TRANSFORMS, "data", "transform", "none"),
        (OPTIMIZERS, "training", "optimizer", "adam"),
        (SCHEDULES, "training", "schedule", "constant"),
    ):
        try:
            registry.of(getattr(getattr(project, part), name))
        except UnknownEntry as error:
            remedy = fixes.choose(f"Use {registry.entry(usual).title}", part, name, Choice(kind=usual))
            found.problems.append(Problem(str(error), place=part, fixes=(remedy,)))
    _check_transform(found, data)
    _check_loss(found, training.loss)
    _check_classes(found, training)
    _check_augmentation(found, training)
    return found


def _without_data(words: str, lost: Lost | None, found: tuple[Fix, ...] = ()) -> Problem:
    """A problem with the data; other data are the fix where the data themselves offer none."""
    other = fixes.choose("Use the spiral", "data", "dataset", Choice(kind="spiral"))
    return Problem(words, place="data", fixes=found or (other,), lost=lost)


def _on_data(hint: SetParams) -> Fix:
    """Change parameters of the data; loss and head follow."""
    return Fix(
        hint.label,
        lambda project: with_dataset(project, project.data.dataset.with_params(**hint.params)),
    )


def _lost(choice: Choice, *, chosen: bool = True) -> Lost | None:
    """The missing file or folder of data, where choosing it again would help.

    Args:
        choice: The data.
        chosen: Whether only a path that was chosen before counts.
    """
    if choice.kind not in DATASETS:
        return None
    entry = DATASETS.entry(choice.kind)
    for name, field_info in entry.model_fields.items():
        extra = field_info.json_schema_extra
        words = extra if isinstance(extra, dict) else {}
        wanted, path = str(words.get("browse", "")), str(choice.params.get(name, ""))
        if not wanted or (chosen and not path):
            continue
        if state_of_path(path) != wanted or not entry.editor:  # a table that is there has a panel of its own
            return Lost(name, wanted, path, entry.files)
    return None


def _check_transform(found: Choices, data: DataSpec) -> None:
    """Find the input shape after preprocessing, which may refuse tokens or anything but images."""
    if found.info is None or data.transform.kind not in TRANSFORMS:
        return
    transform = TRANSFORMS.entry(data.transform.kind)
    refusal = ""
    try:
        if found.info.token_names and not transform.takes_tokens:
            refusal = f"{transform.title} expects numbers, but this data set holds tokens."
        else:
            found.shape = input_shape(data, found.info)
    except ShapeProblem as problem:
        refusal = str(problem)
    except UnknownEntry:  # a refused parameter, which is reported already
        return
    if refusal:
        remedy = fixes.choose("Use no preprocessing", "data", "transform", Choice(kind="none"))
        found.problems.append(Problem(refusal, place="data", fixes=(remedy,)))


def _check_loss(found: Choices, choice: Choice) -> None:
    try:
        found.loss = LOSSES.of(choice)
    except UnknownEntry as error:
        found.problems.append(_loss_problem(found, str(error)))
        return
    if found.info is None:
        return
    refusal = found.loss.refusal(found.info.task)
    if refusal is not None:
        found.problems.append(_loss_problem(found, refusal))
        return
    found.outputs = found.loss.outputs(found.info.targets)


def _check_augmentation(found: Choices, training: TrainingSpec) -> None:
    if found.info is None or found.shape is None:
        return
    augment = training.augment
    if augment.needs_pictures and len(found.shape) != 3:
        words = (
            f"Augmentation needs pictures, but a sample of these data has {describe(found.shape)} numbers."
        )
        label, kept = "Use no augmentation", OFF.with_(mixup=augment.mixup)
        if augment.mixup:
            label = "Use mixup alone"
        found.problems.append(Problem(words, place="training", fixes=(_with_augmentation(label, kept),)))
    words = _refusal_of_mixup(found) if augment.mixup else ""
    if words:
        plain = _with_augmentation("Use no mixup", augment.with_(mixup=0.0))
        found.problems.append(Problem(words, place="training", fixes=(plain,)))


def _refusal_of_mixup(found: Choices) -> str:
    """Say in one sentence why samples or targets cannot be blended; empty where they can."""
    if found.info is not None and found.info.token_names:
        return "Mixup blends numbers, but this data set holds tokens."
    if found.loss is not None and not found.loss.blends:
        return f"Mixup blends targets, but {found.loss.title} compares with one class alone."
    return ""


def _with_augmentation(label: str, augment: AugmentSpec) -> Fix:
    return Fix(label, lambda project: project.with_(training=project.training.with_(augment=augment)))


def _check_classes(found: Choices, training: TrainingSpec) -> None:
    words = "" if found.info is None else class_weights.refusal(training, found.info)
    if words:
        plain = Fix(
            "Use no class weights, and shuffle",
            lambda project: project.with_(
                training=project.training.with_(class_weights="none", sampling="shuffled")
            ),
        )
        found.problems.append(Problem(words, place="training", fixes=(plain,)))


def _loss_problem(found: Choices, message: str) -> Problem:
    usual = usual_loss(found.info.task if found.info else "classification")
    remedy = fixes.choose(f"Use {usual.title}", "training", "loss", Choice(kind=usual.key))
    return Problem(message, place="training", fixes=(remedy,))
