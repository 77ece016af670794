"""Gradients of the catalog against finite differences, in double precision."""

import pytest
import torch
from torch.autograd import gradcheck
from torch.func import functional_call

from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, ShapeProblem

SHAPES = [(4,), (3, 4), (4, 3, 4)]
FEW = {"units": 5, "channels": 3}
"""In place of the usual numbers; each more is another perturbation of the same formula."""


def random(*shape):
    """Numbers away from zero, where some functions have a corner, and all different."""
    generator = torch.Generator().manual_seed(5)
    values = torch.randn(shape, generator=generator, dtype=torch.float64)
    return values + 0.05 * values.sign()


def inputs_for(layer, shape):
    """As many samples of a shape as the layer has inputs."""
    return [random(3, *shape) * (k + 1) for k in range(max(1, layer.inputs[0]))]


def layer_cases():
    """Every layer on every shape that it takes."""
    for kind in LAYERS:
        few = {name: number for name, number in FEW.items() if name in kind.model_fields}
        for shape in SHAPES:
            layer = kind(**few)
            try:
                layer.out_shape(*[shape] * max(1, layer.inputs[0]))
            except ShapeProblem:
                continue
            yield pytest.param(layer, shape, id=f"{kind.key}-{len(shape)}d")


@pytest.mark.parametrize(("layer", "shape"), list(layer_cases()))
def test_layers(layer, shape):
    inputs = inputs_for(layer, shape)
    module = layer.build(*[shape] * len(inputs)).double()
    if layer.random:
        module.eval()
    names = [name for name, _ in module.named_parameters()]
    parameters = [random(*p.shape) for p in module.parameters()]

    def function(*values):
        given = dict(zip(names, values[len(inputs) :], strict=True))
        buffers = {name: value.clone() for name, value in module.named_buffers()}
        return functional_call(module, {**given, **buffers}, tuple(values[: len(inputs)]))

    values = [value.requires_grad_() for value in (*inputs, *parameters)]
    assert function(*values).shape == (3, *layer.out_shape(*[shape] * len(inputs)))
    assert gradcheck(function, values)


def test_every_layer_is_checked_on_some_shape():
    checked = {case.values[0].key for case in layer_cases()}
    assert checked == {kind.key for kind in LAYERS} - {"embedding"}  # tokens have no gradients


@pytest.mark.parametrize("kind", list(ACTIVATIONS), ids=lambda kind: kind.key)
def test_activations(kind):
    activation = kind()
    module = activation.build((6,)).double()
    activation.reset(module)
    names = [name for name, _ in module.named_parameters()]

    def function(x, *values):
        return functional_call(module, dict(zip(names, values, strict=True)), (x,))

    parameters = [p.detach().clone() for p in module.parameters()]
    assert gradcheck(function, [v.requires_grad_() for v in (random(4, 6), *parameters)])


def loss_cases():
    """Every loss on every task it serves, for several numbers of targets."""
    for kind in LOSSES:
        for task in kind.tasks:
            for targets in (1, 3) if task == "regression" else (2, 4):
                if kind().refusal(task) is None:
                    yield pytest.param(kind(), task, targets, id=f"{kind.key}-{task}-{targets}")


@pytest.mark.parametrize(("loss", "task", "targets"), list(loss_cases()))
def test_losses(loss, task, targets):
    output = random(5, loss.outputs(targets)).requires_grad_()
    y = torch.arange(5) % targets if task == "classification" else (0.3 - 1.7 * random(5, targets)).float()
    target = loss.target(y, targets)
    target = target.double() if target.is_floating_point() else target
    assert gradcheck(lambda z: loss.compute(z, target), [output])
    assert gradcheck(lambda z: loss.per_sample(z, target), [output])
    with torch.no_grad():
        torch.testing.assert_close(loss.per_sample(output, target).mean(), loss.compute(output, target))


@pytest.mark.parametrize("smoothing", [0.1, 0.5])
def test_label_smoothing(smoothing):
    loss = LOSSES.create("cross_entropy", {"label_smoothing": smoothing})
    output, target = random(5, 4).requires_grad_(), torch.arange(5) % 4
    assert gradcheck(lambda z: loss.compute(z, target), [output])
