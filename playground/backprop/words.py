"""What a step does, in formulas, numbers and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.arrays import Doubles
from playground.backprop.elementwise import RELU, Elementwise
from playground.backprop.graph import PaperGraph
from playground.backprop.numbers import size_of
from playground.backprop.steps import BackwardStep, ForwardStep, Walk

Tone = Literal["value", "gradient", "local", "total"]


@dataclass(frozen=True, eq=False)
class Term:
    """Numbers in a row of them, or a sign between them.

    Attributes:
        label: Name above the numbers, or the sign.
        value: None for a sign.
        tone: What kind of numbers they are.
    """

    label: str
    value: Doubles | None = None
    tone: Tone = "value"


@dataclass(frozen=True, eq=False)
class Explanation:
    """What a step does.

    Attributes:
        title: Where it stands, e.g. ``Backward, step 2 of 9``.
        heading: What happens, in a few words.
        formulas: From the chain rule to the product.
        rows: Numbers.
        sentences: What there is to add.
    """

    title: str
    heading: str
    formulas: tuple[str, ...] = ()
    rows: tuple[tuple[Term, ...], ...] = ()
    sentences: tuple[str, ...] = ()


def partial(graph: PaperGraph, number: int) -> str:
    """Return the name of a gradient, e.g. ``∂c/∂x``."""
    return f"∂{graph.nodes[graph.output].name}/∂{graph.nodes[number].name}"


def explain(walk: Walk) -> Explanation:
    """Explain the step that was done last."""
    step, graph = walk.step, walk.graph
    if step is None:
        return Explanation(
            "Start",
            "Only inputs and parameters are known",
            sentences=("Each step forward computes one value from the values before it.",),
        )
    backward = len(walk.steps) - walk.turn
    if isinstance(step, ForwardStep):
        title = f"Forward, step {walk.at} of {walk.turn}"
        return _forward(graph, step, title, last=walk.at == walk.turn, backward=backward)
    title = f"Backward, step {walk.at - walk.turn} of {backward}"
    found = _first(graph, step, title) if step.first else _backward(graph, step, title)
    return found if not walk.complete else _with_end(found, graph)


def _forward(graph: PaperGraph, step: ForwardStep, title: str, *, last: bool, backward: int) -> Explanation:
    node = graph.nodes[step.node]
    names = list(dict.fromkeys(node.parents))
    operands = tuple(Term(graph.nodes[parent].name, graph.nodes[parent].value) for parent in names)
    sentences = [f"{node.hint[0].upper()}{node.hint[1:]}."] if node.hint else []
    if last and backward:
        sentences.append("All values are known. The next step begins the way back.")
    elif last:
        sentences.append("No derivative is asked for, so there is nothing to compute on the way back.")
    row = (*_few(operands), Term("→"), Term(node.name, node.value, "total"))
    return Explanation(
        title, f"Compute {node.name}", (f"{node.name} = {graph.text(step.node)}",), (row,), tuple(sentences)
    )


def _first(graph: PaperGraph, step: BackwardStep, title: str) -> Explanation:
    name = graph.nodes[step.node].name
    return Explanation(
        title,
        f"Begin at {name}",
        (f"∂{name}/∂{name} = 1",),
        ((Term(f"∂{name}/∂{name}", step.total, "gradient"),),),
        (
            f"A change of {name} changes {name} by as much. From here the chain rule leads back, node by node.",
        ),
    )


def _backward(graph: PaperGraph, step: BackwardStep, title: str) -> Explanation:
    node, parent = graph.nodes[step.node], graph.nodes[step.parent]
    operation = node.operation
    assert operation is not None
    assert step.above is not None
    names, values = graph.names(node.parents), graph.operands(step.node)
    above, wanted = partial(graph, step.node), partial(graph, step.parent)
    local = f"∂{node.name}/∂{parent.name}"
    elementwise = operation.local(step.operand, values, node.value) is not None
    rule = operation.rule(step.operand, names, above)
    if not node.value.ndim:
        rule = rule.replace("⊙", "·")
    formulas = (
        f"{wanted} = {above} · {local}",
        f"{local} = {operation.derivative(step.operand, names, node.name)}",
        f"{wanted} = {rule}",
    )
    with np.errstate(all="ignore"):
        factors = operation.factors(step.operand, values, node.value, step.above)
    names_of = (above, local if elementwise else f"{names[1 - step.operand]}ᵀ" if len(names) == 2 else local)
    uses = graph.uses[step.parent]
    rows = [_product_row(factors, step, names_of, wanted if uses == 1 else "product")]
    if step.before is not None:
        before = Term("so far", step.before, "gradient")
        rows.append(
            (before, Term("+"), Term("this product", step.contribution, "gradient"), Term("="),
             Term(wanted, step.total, "total"))
        )  # fmt: skip
    sentences = _sentences(graph, step, uses)
    return Explanation(title, f"From {node.name} back to {parent.name}", formulas, tuple(rows), sentences)


def _product_row(
    factors: tuple[Doubles | str, ...], step: BackwardStep, names: tuple[str, str], result: str
) -> tuple[Term, ...]:
    """Return gradient and local derivative, in the order of the product, with the product itself."""
    assert step.above is not None
    terms: list[Term] = []
    for factor in factors:
        if isinstance(factor, str):
            terms.append(Term(factor))
        elif np.shares_memory(factor, step.above):
            terms.append(Term(names[0], factor, "gradient"))
        else:
            terms.append(Term(names[1], factor, "local"))
    terms.append(Term("=" if len(factors) > 1 else "→"))
    return (*terms, Term(result, step.contribution, "total"))


def _sentences(graph: PaperGraph, step: BackwardStep, uses: int) -> tuple[str, ...]:
    node, parent, wanted = graph.nodes[step.node], graph.nodes[step.parent], partial(graph, step.parent)
    found = []
    if node.operation is RELU:
        closed = int((parent.value <= 0).sum())
        if closed:
            found.append(
                f"{closed} of {parent.value.size} numbers of {parent.name} are not positive: nothing passes there."
            )
    elementwise = isinstance(node.operation, Elementwise)
    if elementwise and node.value.shape != parent.value.shape:
        found.append(
            f"{parent.name} ({size_of(parent.value) or 'one number'}) was repeated to {size_of(node.value)}, "
            "so the products are summed where it was."
        )
    if uses > 1:
        found.append(
            f"{parent.name} is used {uses} times, so {uses} products are summed; this is number {step.count}."
        )
    if graph.intermediate(step.parent):
        found.append(f"{wanted} is only intermediate: it was not asked for, but the next steps need it.")
    elif step.count >= uses:
        found.append(f"{wanted} was asked for, and it is complete.")
    return tuple(found)


def _with_end(found: Explanation, graph: PaperGraph) -> Explanation:
    names = [partial(graph, number) for number in sorted(graph.wanted) if graph.needed[number]]
    listed = ", ".join(names) if len(names) <= 6 else f"all {len(names)} derivatives that were asked for"
    return Explanation(
        found.title, found.heading, found.formulas, found.rows, (*found.sentences, f"Done: {listed}.")
    )


def _few(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Leave out operands of a long sum."""
    return tuple(terms) if len(terms) <= 4 else (*terms[:2], Term("…"), terms[-1])
