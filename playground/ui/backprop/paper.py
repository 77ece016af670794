"""A graph that is ready to be drawn, made beside the window's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from playground.app.layout import Position
from playground.arrays import Doubles
from playground.backprop.expression import read_expression
from playground.backprop.graph import PaperGraph, TooLarge
from playground.backprop.network.sample import Sample
from playground.backprop.network.unfolding import unfold
from playground.backprop.network.units import Level, Unit, first_levels, units_of
from playground.backprop.steps import BackwardStep, Walk
from playground.catalog.formula_tokens import FormulaProblem
from playground.catalog.kinds import LOSSES, DataProblem
from playground.inference.trained_model import TrainedModel
from playground.ui.backprop.card import Card, Metrics, card_of
from playground.ui.backprop.placing import places_of


@dataclass(frozen=True, eq=False)
class Paper:
    """A graph with its steps and its places.

    Attributes:
        walk: The graph and its steps.
        cards: By number of the node.
        places: Of the cards.
        units: What can be unfolded; empty for an expression.
        levels: How far each unit is unfolded, by key.
        words: About the sample.
    """

    walk: Walk
    cards: tuple[Card, ...]
    places: tuple[Position, ...]
    units: tuple[Unit, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    words: str = ""

    @property
    def graph(self) -> PaperGraph:
        """The graph."""
        return self.walk.graph


def paper_of(graph: PaperGraph, metrics: Metrics) -> Paper:
    """Compute the steps of a graph, and lay it out."""
    walk = Walk(graph)
    last = {step.parent: step.total for step in walk.steps if isinstance(step, BackwardStep)}
    cards = tuple(card_of(graph, number, last, metrics) for number in range(len(graph.nodes)))
    return Paper(walk, cards, tuple(places_of(graph, cards)))


def expression_paper(
    text: str, values: Mapping[str, Doubles], wanted: Sequence[str], metrics: Metrics
) -> Paper | FormulaProblem:
    """Read an expression; returns why it cannot be read where that is so."""
    try:
        return paper_of(read_expression(text, values, wanted), metrics)
    except FormulaProblem as problem:
        return problem


EVALUATION = "As in evaluation mode: nothing is drawn at random, and norms use their running statistics."


@dataclass(frozen=True)
class SampleChoice:
    """Which sample passes the network.

    Attributes:
        training: Whether it is one of the training part, else of the validation part.
        number: Counted from 0; a larger one than there are is the last.
    """

    training: bool = True
    number: int = 0


def network_paper(
    model: TrainedModel,
    choice: SampleChoice,
    levels: Mapping[str, Level] | None,
    *,
    input_wanted: bool,
    metrics: Metrics,
) -> Paper:
    """Unfold a network for a sample.

    Args:
        model: Network and data.
        choice: The sample.
        levels: How far each unit is unfolded; None for what suits the size of the network.
        input_wanted: Whether the gradient of the sample is asked for.
        metrics: Of the type.

    Raises:
        DataProblem: When it is too large for paper.
    """
    data, network = model.data, model.network
    loss = LOSSES.of(model.project.training.loss)
    x, y = (data.x_train, data.y_train) if choice.training else (data.x_val, data.y_val)
    number = min(choice.number, len(x) - 1)
    target = y[number : number + 1]
    names = data.info.class_names
    words = f"class {names[int(target)]}" if names else "the target"
    sample = Sample(x[number : number + 1], data.loss_target(loss, target), words)
    units = units_of(network, model.project.graph, loss)
    chosen = {**first_levels(units), **(levels or {})}
    try:
        graph = unfold(network, units, loss, sample, levels=chosen, input_wanted=input_wanted)
    except TooLarge as problem:
        raise DataProblem(str(problem)) from None
    found = paper_of(graph, metrics)
    part = "training" if choice.training else "validation"
    about = f"Sample {number + 1:,} of {len(x):,} in the {part} part" + (f": {words}." if names else ".")
    if any(step.layer.random or step.layer.keeps_statistics for step in network.steps):
        about += f" {EVALUATION}"
    return Paper(found.walk, found.cards, found.places, units, chosen, about)
