"""Networks in single numbers: units as blocks, layers as columns, no card on another."""

import numpy as np

from playground.backprop.elementwise import MULTIPLY, TANH, Total
from playground.backprop.graph import Builder
from playground.ui.backprop.card import Metrics
from playground.ui.backprop.paper import paper_of


def dense(builder, inputs, units, name):
    builder.part = name
    outputs = []
    for unit in range(units):
        weights = [builder.leaf(f"{name}w{unit},{k}", "parameter", np.array(0.1)) for k in range(len(inputs))]
        terms = [builder.apply(MULTIPLY, [w, x], stem="p") for w, x in zip(weights, inputs, strict=True)]
        terms.append(builder.leaf(f"{name}b{unit}", "parameter", np.array(0.2)))
        outputs.append(
            builder.apply(TANH, [builder.apply(Total(), terms, f"{name}h{unit}")], f"{name}a{unit}")
        )
    return outputs


def test_a_network_in_single_numbers_is_compact_and_its_units_stay_together():
    builder = Builder()
    inputs = [builder.leaf(f"x{k}", "input", np.array(1.0)) for k in range(2)]
    first = dense(builder, inputs, 8, "first")
    second = dense(builder, first, 8, "second")
    builder.apply(Total(), dense(builder, second, 2, "third"))
    paper = paper_of(builder.finish(inputs), Metrics(8.0, 18.0))
    boxes = np.array([
        (x, y, x + card.width, y + card.height)
        for card, (x, y) in zip(paper.cards, paper.places, strict=True)
    ])  # fmt: skip
    left, top, right, bottom = boxes.T
    apart = (
        (right[:, None] <= left)
        | (left[:, None] >= right)
        | (bottom[:, None] <= top)
        | (top[:, None] >= bottom)
    )
    assert (apart | np.eye(len(boxes), dtype=bool)).all()
    assert 1.0 < right.max() / bottom.max() < 3.0
    for number, node in enumerate(paper.graph.nodes):
        assert all(left[parent] < left[number] for parent in node.parents)
        if "h" in node.name and node.part:
            assert all(
                top[number] - bottom[parent] < 400 > top[parent] - bottom[number] for parent in node.parents
            )
