"""Published weights find their layers by torchvision's names, as its own networks with random weights show."""

import importlib
from contextlib import suppress

import pytest
import torch

from playground.build.analysis.walk import Walk
from playground.build.expand import expand
from playground.build.network import build_network
from playground.build.report import Report
from playground.build.weights.fit import fit, put
from playground.build.weights.published import NoPublishedWeights, torchvision_arrays
from playground.catalog.kinds import NETWORKS

LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
OPERATORS = ("nms(Tensor a, Tensor b, float c) -> Tensor", "qnms(Tensor a, Tensor b, float c) -> Tensor")
"""Operators without which torchvision cannot be imported; none of its networks uses them."""


@pytest.fixture(scope="module")
def models():
    """The module ``torchvision.models``, also of a build whose operators do not fit torch's."""
    for operator in OPERATORS:
        with suppress(RuntimeError):  # it exists
            LIBRARY.define(operator)
    return importlib.import_module("torchvision.models")


def analyzed(key, outputs, shape):
    """The network of an entry, and the report that building it needs."""
    graph = NETWORKS.create(key).graph(shape, outputs)
    walk = Walk(graph, (shape,))
    walk.run()
    assert not walk.problems
    return graph, Report(shapes=walk.shapes, parameters=walk.parameters, flat=expand(graph))


def test_a_resnet_with_torchvisions_weights_computes_what_torchvision_computes(models):
    model = models.resnet18(num_classes=7)
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            if "running" in name:
                buffer.uniform_(0.5, 1.5)
    shape = (3, 64, 64)
    network = build_network(*analyzed("resnet18", 7, shape), seed=0)
    found = fit(network, model.state_dict())
    assert found.complete
    assert not found.by_shape
    assert not found.unused
    put(found, model.state_dict())
    x = torch.randn(2, *shape, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(network.eval()(x), model.eval()(x), rtol=1e-4, atol=1e-4)
    head = fit(build_network(*analyzed("resnet18", 5, shape), seed=0), model.state_dict())
    assert {place.names[0] for place in head.missing} == {"linear.weight", "linear.bias"}
    assert {shapes for _, *shapes in map(tuple, head.other_shapes) for shapes in [tuple(shapes)]} == {
        ((5, 512), (7, 512)),
        ((5,), (7,)),
    }


@pytest.mark.parametrize("key", ["alexnet", "vgg16", "resnet50", "resnet101"])
def test_every_module_of_torchvision_has_its_layer(key, models):
    entry = NETWORKS.create(key)
    _, report = analyzed(key, entry.outputs, entry.sample)
    with torch.device("meta"):
        model = getattr(models, key)()
    sizes = {
        name: sum(p.numel() for p in module.parameters())
        for name, module in model.named_modules()
        if list(module.parameters(recurse=False))
    }
    names = entry.published_names()
    assert sorted(names.values()) == sorted(sizes)
    weighted = {node.id for node in report.flat.graph.nodes if report.parameters.get(node.id)}
    assert names.keys() == weighted
    assert all(report.parameters[node] == sizes[module] for node, module in names.items())


def test_what_is_not_published_is_one_sentence():
    with pytest.raises(NoPublishedWeights, match=r"no published weights of lenet5; there are of alexnet"):
        torchvision_arrays("lenet5")
