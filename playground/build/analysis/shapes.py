"""Shapes, counts and problems of a project, without training it. Never raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from playground.build import fixes
from playground.build.analysis.batches import batch_problems
from playground.build.analysis.choices import check_choices
from playground.build.analysis.head import head_problems
from playground.build.analysis.hints import hints
from playground.build.analysis.other_data import offer_other_data
from playground.build.analysis.walk import Walk
from playground.build.data.facts import Ask, info_of
from playground.build.expand import MOST_LAYERS, Flat, expand, layer_count
from playground.build.nodes import title_of
from playground.build.report import Fix, Problem, Report
from playground.build.training import frozen_problems, training_problems
from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, Registry, Shape, UnknownEntry
from playground.spec.base import Choice
from playground.spec.block import without_positions
from playground.spec.connected import connected
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

WITHOUT = "the rest of the network trains without it."


def analyze(project: Project, ask: Ask = info_of) -> Report:
    """Analyze a project; shapes of sound parts are found even when others are broken.

    Args:
        project: The project to analyze.
        ask: Returns facts about the data; for callers that cannot wait it raises ``BeingRead``.
    """
    choices = check_choices(project, ask)
    count = layer_count(project.graph)
    if project.graph.depth and count > MOST_LAYERS:
        return Report(
            problems=(_too_many(project.graph, count), *choices.problems),
            data=choices.info,
            outputs=choices.outputs,
        )
    part = connected(project.graph)
    trained = project if part is project.graph else project.with_(graph=part)
    walk = _walked(part, choices.shape)
    problems = [*offer_other_data(trained, choices.shape, ask, walk.problems)]
    if not problems and choices.outputs is not None:
        problems = [*head_problems(trained, walk.shapes, choices)]
    if not problems and not choices.problems:
        problems = training_problems(trained, sum(walk.parameters.get(n.id, 0) for n in part.nodes))
        problems = [*problems, *frozen_problems(part, walk.parameters), *batch_problems(trained)]
    whole = walk if part is project.graph else _walked(project.graph, choices.shape)
    return Report(
        shapes={**whole.shapes, **walk.shapes},
        parameters={**whole.parameters, **walk.parameters},
        multiply_adds={**whole.multiply_adds, **walk.multiply_adds},
        problems=(*problems, *choices.problems),
        remarks=(*_remarks(whole, walk), *(() if problems else hints(trained))),
        loose=frozenset(node.id for node in project.graph.nodes) - {node.id for node in part.nodes},
        data=choices.info,
        outputs=choices.outputs,
        flat=Flat() if walk.problems else expand(part),
    )


def _walked(graph: Graph, shape: Shape | None) -> Walk:
    walk = Walk(graph, (shape,))
    walk.run()
    return walk


def _remarks(whole: Walk, trained: Walk) -> Iterator[Problem]:
    """What is wrong with nodes that do not lead to the output, the last mistake of each."""
    known = {(problem.node, problem.message) for problem in trained.problems}
    loose = {p.node: p for p in whole.problems if (p.node, p.message) not in known}
    for problem in loose.values():
        yield replace(problem, message=f"{problem.message.removesuffix('.')}; {WITHOUT}")


def basis(project: Project) -> tuple[object, ...]:
    """The parts of a project on which its report depends; equal parts give equal reports.

    Positions, names and notes are not among them, nor numbers of training like the learning rate.
    """
    training = project.training
    return (
        without_positions(project.graph),
        project.data,
        project.start,
        training.loss,
        training.batch_size,
        (training.class_weights, training.typed_weights, training.sampling, training.augment),
        _usable(OPTIMIZERS, training.optimizer),
        _usable(SCHEDULES, training.schedule),
    )


def _usable(registry: Registry[Any], choice: Choice) -> tuple[str, str]:
    """Which entry is chosen, and why it cannot be used."""
    try:
        registry.of(choice)
    except UnknownEntry as problem:
        return choice.kind, str(problem)
    return choice.kind, ""


def _too_many(graph: Graph, count: int) -> Problem:
    """The problem of a network with too many layers."""
    message = f"The network has {count:,} layers with all repeats, but at most {MOST_LAYERS:,} are allowed."
    largest = _largest(graph)
    return Problem(message, node=largest.id, fixes=tuple(_once(largest)))


def _largest(graph: Graph) -> Node:
    blocks = (node for node in graph.nodes if node.block is not None)
    return max(blocks, key=lambda node: layer_count(Graph(nodes=(node,))))


def _once(node: Node) -> Iterator[Fix]:
    """Remove the repeats of a block, or those of the largest block inside it."""
    assert node.block is not None
    if node.block.repeat > 1:
        yield fixes.set_repeat(f"Do not repeat {title_of(node)}", node.id, 1)
    elif node.block.graph.depth:
        yield from (fixes.inside(node.id, fix) for fix in _once(_largest(node.block.graph)))
