"""Networks on paper: at every level of unfolding values and gradients are those of autograd."""

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.backprop.network.sample import Sample
from playground.backprop.network.unfolding import unfold
from playground.backprop.network.units import LOSS, first_levels, units_of
from playground.backprop.steps import Walk
from playground.build.analysis.shapes import analyze
from playground.build.data.loading import load_data
from playground.build.network import Network, Step, build_network
from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, ShapeProblem, Tokens
from playground.spec.files import load
from playground.spec.graph import Graph
from playground.spec.training import NodeTraining

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
SHAPES = ((6,), (5, 6), (4, 9, 7), Tokens(5, 16))


def walked(network, units, loss, sample, levels):
    """The walk of a network at its end, with the gradient of the input."""
    walk = Walk(unfold(network, units, loss, sample, levels=levels, input_wanted=True))
    walk.move(len(walk.steps))
    return walk


def autograd(network, loss, sample):
    """Loss and gradients of input and parameters in double precision."""
    network = network.double()
    x = sample.x.double().requires_grad_()
    target = sample.target.double() if sample.target.is_floating_point() else sample.target
    value = loss.compute(network(x), target)
    value.backward()
    gradients = [p.grad.numpy() for p in network.parameters() if p.grad is not None]
    return float(value.detach()), np.zeros(x.shape[1:]) if x.grad is None else x.grad[0].numpy(), gradients


def same(walk, expected):
    value, of_input, of_parameters = expected
    assert float(walk.graph.nodes[-1].value) == pytest.approx(value, abs=1e-6)
    found = walk.gradients[0]
    np.testing.assert_allclose(np.zeros_like(of_input) if found is None else found, of_input, atol=1e-6)
    on_paper = [
        walk.gradients[number]
        for number, node in enumerate(walk.graph.nodes)
        if node.role == "parameter" and walk.gradients[number] is not None
    ]
    return on_paper, of_parameters


@pytest.mark.parametrize("name", ["spiral", "digits-cnn", "digits-residual", "digits-attention", "sine-1d"])
def test_examples_at_every_level(name):
    project = load(EXAMPLES / f"{name}.descent")
    report, data = analyze(project), load_data(project.data)
    network, loss = build_network(project.graph, report, 0).eval(), LOSSES.of(project.training.loss)
    sample = Sample(data.x_train[3:4], data.loss_target(loss, data.y_train[3:4]))
    units = units_of(network, project.graph, loss)
    expected = autograd(build_network(project.graph, report, 0).eval(), loss, sample)
    assert units[-1].key == LOSS
    for level in range(4):
        levels = {unit.key: unit.levels[min(level, len(unit.levels) - 1)] for unit in units}
        walk = walked(network, units, loss, sample, levels)
        on_paper, all_gradients = same(walk, expected)
        numbers = sum(each.size for each in on_paper)
        if level == 0:
            assert numbers == 0
        elif level == 3:
            assert numbers == sum(each.size for each in all_gradients)
            sizes = [
                np.sort(np.concatenate([np.ravel(g) for g in all_])) for all_ in (on_paper, all_gradients)
            ]
            np.testing.assert_allclose(*sizes, atol=1e-6)
    same(walked(network, units, loss, sample, first_levels(units)), expected)


def layer_step(kind, shape):
    """A layer of the catalog on an input of a shape; None where it takes none such."""
    layer = LAYERS.create(kind.key, {})
    inputs = (shape,) * max(1, kind.inputs[0])
    try:
        out = layer.out_shape(*inputs)
    except ShapeProblem:
        return None
    module = layer.build(*inputs)
    layer.reset(module)
    return Step("layer", layer, module, None, None, ("input",) * len(inputs), out, NodeTraining())


def test_every_layer_of_the_catalog():
    random, checked = torch.Generator().manual_seed(1), set()
    for kind in LAYERS:
        for shape in SHAPES:
            tokens = isinstance(shape, Tokens)
            if (
                kind.key == "input"
                or tokens is not kind.takes_tokens
                or (step := layer_step(kind, shape)) is None
            ):
                continue
            check(step, shape, random)
            checked.add(kind.key)
    assert checked == {kind.key for kind in LAYERS} - {"input"}


def check(step, shape, random):
    """Compare a network of one layer with autograd, folded and unfolded."""
    layer = LAYERS.create("input", {})
    start = Step("input", layer, torch.nn.Identity(), None, None, (), shape, NodeTraining())
    network, loss = Network((start, step)).eval(), LOSSES.create("mse", {})
    size = (1, *shape)
    x = torch.randint(0, 16, size, generator=random).float() if isinstance(shape, Tokens) else torch.randn(
        size, generator=random
    )  # fmt: skip
    with torch.no_grad():
        target = torch.randn(network(x).shape, generator=random)
    sample, units = Sample(x, target), units_of(network, Graph(), loss)
    walks = [
        walked(network, units, loss, sample, {unit.key: unit.levels[level] for unit in units})
        for level in (0, -1)
    ]
    expected = autograd(network, loss, sample)
    for walk in walks:
        on_paper, all_gradients = same(walk, expected)
    flat = [
        np.sort(np.concatenate([np.zeros(0), *(np.ravel(g) for g in each)]))
        for each in (on_paper, all_gradients)
    ]
    np.testing.assert_allclose(*flat, atol=1e-6)


def test_every_activation_and_loss():
    random = torch.Generator().manual_seed(2)
    layer = LAYERS.create("linear", {"units": 4})
    for entry in ACTIVATIONS:
        activation = ACTIVATIONS.create(entry.key, {})
        module = activation.build((4,))
        activation.reset(module)
        step = Step(
            "layer", layer, torch.nn.Linear(6, 4), activation, module, ("input",), (4,), NodeTraining()
        )
        check(step, (6,), random)
    outputs = torch.randn((1, 3), generator=random)
    for entry in LOSSES:
        loss = LOSSES.create(entry.key, {})
        target = torch.randn((1, 3), generator=random)
        if "classification" in loss.tasks:
            target = loss.target(torch.tensor([2]), 3)
        layer = LAYERS.create("identity", {})
        start = Step(
            "input", LAYERS.create("input", {}), torch.nn.Identity(), None, None, (), (3,), NodeTraining()
        )
        step = Step("layer", layer, torch.nn.Identity(), None, None, ("input",), (3,), NodeTraining())
        network = Network((start, step)).eval()
        sample = Sample(outputs.softmax(1) if loss.expects else outputs, target)
        units = units_of(network, Graph(), loss)
        for level in units[-1].levels:
            same(walked(network, units, loss, sample, {LOSS: level}), autograd(network, loss, sample))
