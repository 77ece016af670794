"""Data that suit a network better than the chosen ones, such as pictures for convolutions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from playground.build.analysis.walk import Walk
from playground.build.data.choose_data import with_dataset
from playground.build.data.facts import Ask
from playground.build.data.features import input_shape
from playground.build.report import Fix, Problem
from playground.catalog.kinds import DATASETS, DataProblem, Remove, Shape, ShapeProblem, Tokens, UnknownEntry
from playground.spec.base import Choice
from playground.spec.project import Project

OFFERED = ("spiral", "digits", "fashion_mnist", "comparisons")
"""Data of each form, the smallest pictures first."""


def offer_other_data(
    project: Project, shape: Shape | None, ask: Ask, problems: Sequence[Problem]
) -> Iterator[Problem]:
    """Offer data of another form with the first problem of a layer, if the network can take them as it is.

    Where one of the problem's own fixes makes the layers sound, nothing is offered.

    Args:
        project: Its connected part.
        shape: Shape of a sample; None while it is unknown.
        ask: Returns facts about data.
        problems: Those of the layers.
    """
    first = next((problem for problem in problems if problem.node is not None), None)
    found = None if shape is None or first is None else _fitting(project, shape, first, ask)
    for problem in problems:
        if found is not None and problem is first:
            removals = tuple(fix for fix in problem.fixes if fix.label == Remove().label)
            others = tuple(fix for fix in problem.fixes if fix not in removals)
            yield replace(problem, fixes=(*others, found, *removals))
        else:
            yield problem


def _fitting(project: Project, shape: Shape, problem: Problem, ask: Ask) -> Fix | None:
    if any(_is_sound(fix.apply(project), shape) for fix in problem.fixes):
        return None
    for choice in (Choice(kind=kind) for kind in OFFERED):
        try:
            changed = with_dataset(project, choice)
            other = input_shape(changed.data, ask(choice))
        except (DataProblem, ShapeProblem, UnknownEntry):
            continue
        as_it_is = len(changed.graph.nodes) == len(project.graph.nodes)
        if as_it_is and _form(other) != _form(shape) and _is_sound(changed, other):
            return Fix(f"Use {DATASETS.entry(choice.kind).title} as data", _choosing(choice))
    return None


def _is_sound(project: Project, shape: Shape) -> bool:
    walk = Walk(project.graph, (shape,))
    walk.run()
    return not walk.problems


def _choosing(choice: Choice) -> Callable[[Project], Project]:
    return lambda project: with_dataset(project, choice)


def _form(shape: Shape) -> tuple[int, bool]:
    return len(shape), isinstance(shape, Tokens)
