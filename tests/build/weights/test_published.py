"""Published weights find their layers by torchvision's names, as its own networks with random weights show."""

import importlib
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from playground import load
from playground.build.analysis.shapes import analyze
from playground.build.analysis.walk import Walk
from playground.build.expand import expand
from playground.build.network import build_network
from playground.build.report import Report
from playground.build.weights.fit import fit, put
from playground.build.weights.named_arrays import read_arrays
from playground.build.weights.published import NoPublishedWeights, published_arrays, published_network
from playground.build.weights.start import begin_with
from playground.catalog.kinds import NETWORKS
from playground.cli import main
from playground.code.export import export_weights
from playground.code.rungs import write_script
from playground.spec.start import StartSpec

LIBRARY = torch.library.Library("torchvision", "FRAGMENT")
EXAMPLE = Path(__file__).parents[3] / "assets" / "examples" / "digits-imagenet.descent"
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
    return graph, report_of(graph, shape)


def report_of(graph, shape):
    walk = Walk(graph, (shape,))
    walk.run()
    assert not walk.problems
    return Report(shapes=walk.shapes, parameters=walk.parameters, flat=expand(graph))


def without_drawing(models, key, **settings):
    """A network of torchvision with numbers that are quickly made, and statistics as after training."""
    with torch.device("meta"):
        model = getattr(models, key)(**settings)
        narrow(model)
    model = model.to_empty(device="cpu").eval()
    numbers = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                bound = (6 / parameter[0].numel()) ** 0.5
                parameter.uniform_(-bound, bound, generator=numbers)
            else:
                parameter.uniform_(0.2, 0.8, generator=numbers)
        for name, buffer in model.named_buffers():
            if "running" in name:
                buffer.uniform_(0.5, 1.5, generator=numbers)
    return model


def narrow(model):
    """Give a network 12 instead of 4096 units between its dense layers."""
    last = None
    for place, module in enumerate(getattr(model, "classifier", ())):
        if isinstance(module, torch.nn.Linear):
            outputs = module.out_features if module.out_features != 4096 else 12
            last = torch.nn.Linear(last or module.in_features, outputs)
            model.classifier[place], last = last, outputs


def narrowed(graph):
    """The same for a network of the catalog."""
    nodes = []
    for node in graph.nodes:
        if node.block is not None:
            node = node.with_(block=node.block.with_(graph=narrowed(node.block.graph)))  # noqa: PLW2901
        elif node.params.get("units") == 4096:
            node = node.with_(params={**node.params, "units": 12})  # noqa: PLW2901
        nodes.append(node)
    return graph.with_(nodes=tuple(nodes))


@pytest.mark.parametrize(
    ("key", "side"), [("alexnet", 72), ("vgg16", 32), ("resnet18", 64), ("resnet50", 64), ("resnet101", 64)]
)
def test_a_network_with_torchvisions_weights_computes_what_torchvision_computes(key, side, models):
    model, shape = without_drawing(models, key, num_classes=7), (3, side, side)
    graph = narrowed(NETWORKS.create(key).graph(shape, 7))
    network = build_network(graph, report_of(graph, shape), seed=0).eval()
    found = fit(network, model.state_dict())
    assert found.complete
    assert not found.by_shape
    assert not found.unused
    put(found, model.state_dict())
    x = torch.randn(2, *shape, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        wanted = model(x)
        torch.testing.assert_close(network(x), wanted, rtol=1e-4, atol=1e-4)
    assert 1e-3 < wanted.std(0).max() < 1e4


def test_a_new_head_is_named_by_its_shapes(models):
    model, shape = without_drawing(models, "resnet18", num_classes=7), (3, 64, 64)
    head = fit(build_network(*analyzed("resnet18", 5, shape), seed=0), model.state_dict())
    assert {place.names[0] for place in head.missing} == {"linear.weight", "linear.bias"}
    assert {shapes for _, *shapes in map(tuple, head.other_shapes) for shapes in [tuple(shapes)]} == {
        ((5, 512), (7, 512)),
        ((5,), (7,)),
    }


class Bottleneck(torch.nn.Module):
    """An inverted bottleneck of EfficientNet, padded as in TensorFlow; its modules have the names of the package."""

    def __init__(self, channels, inside, outputs, kernel, stride):
        super().__init__()
        nn, norm = torch.nn, partial(torch.nn.BatchNorm2d, eps=1e-3)
        if inside != channels:
            self._expand_conv, self._bn0 = nn.Conv2d(channels, inside, 1, bias=False), norm(inside)
        self._depthwise_conv = nn.Conv2d(inside, inside, kernel, stride, groups=inside, bias=False)
        self._bn1 = norm(inside)
        self._project_conv, self._bn2 = nn.Conv2d(inside, outputs, 1, bias=False), norm(outputs)
        self.adds = stride == 1 and channels == outputs

    def forward(self, x):
        y = x
        if hasattr(self, "_expand_conv"):
            y = self._bn0(self._expand_conv(y)).clamp(0, 6)
        y = self._bn1(self._depthwise_conv(same_padded(y, self._depthwise_conv))).clamp(0, 6)
        y = self._bn2(self._project_conv(y))
        return x + y if self.adds else y


class EfficientNet(torch.nn.Module):
    """EfficientNet-Lite0 as its authors list it: repeats, kernel, stride, expansion, channels in and out."""

    ROWS = (
        (1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80),
        (3, 5, 1, 6, 80, 112), (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320),
    )  # fmt: skip

    def __init__(self):
        super().__init__()
        nn = torch.nn
        self._conv_stem = nn.Conv2d(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3)
        blocks = []
        for repeats, kernel, stride, expansion, channels, outputs in self.ROWS:
            blocks.append(Bottleneck(channels, channels * expansion, outputs, kernel, stride))
            blocks += [
                Bottleneck(outputs, outputs * expansion, outputs, kernel, 1) for _ in range(repeats - 1)
            ]
        self._blocks = nn.Sequential(*blocks)
        self._conv_head, self._bn1 = nn.Conv2d(320, 1280, 1, bias=False), nn.BatchNorm2d(1280, eps=1e-3)
        self._fc = nn.Linear(1280, 1000)

    def forward(self, x):
        x = self._bn0(self._conv_stem(same_padded(x, self._conv_stem))).clamp(0, 6)
        x = self._bn1(self._conv_head(self._blocks(x))).clamp(0, 6)
        return self._fc(x.mean((2, 3)))


def same_padded(x, conv):
    """Zeros as TensorFlow's “same” adds them."""
    (kernel, _), (stride, _), size = conv.kernel_size, conv.stride, x.shape[-1]
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return torch.nn.functional.pad(x, (total // 2, total - total // 2) * 2)


def test_efficientnet_with_imagenet_weights_recognizes_a_palace():
    arrays = published_arrays("efficientnet_lite0")
    with torch.device("meta"):
        model = EfficientNet()
    model.load_state_dict(arrays, assign=True)
    network = build_network(*analyzed("efficientnet_lite0", 1000, (3, 224, 224)), seed=0).eval()
    nodes = {node.id for node in expand(NETWORKS.create("efficientnet_lite0").layers(7)).graph.nodes}
    assert published_network(nodes) == "efficientnet_lite0"
    found = begin_with(network, StartSpec(published="efficientnet_lite0"))
    assert found.complete
    assert not found.by_shape
    assert not found.unused
    picture = Image.fromarray(load_sample_image("china.jpg")).crop((106, 0, 533, 427)).resize((224, 224))
    x = (torch.tensor(np.asarray(picture)).permute(2, 0, 1)[None].float() - 127) / 128
    with torch.no_grad():
        wanted = model.eval()(x)
        torch.testing.assert_close(network(x), wanted, rtol=1e-4, atol=1e-4)
    assert wanted.argmax() == 698  # palace


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


def test_the_example_begins_with_the_lower_part_of_them(tmp_path):
    project = load(EXAMPLE)
    report = analyze(project)
    network = build_network(project.graph, report, 0)
    found = begin_with(network, project.start)
    assert {place.names[0] for place in found.missing} == {"linear.weight", "linear.bias"}
    assert len(found.by_name) == 120
    assert report.trained_parameters == 3210
    text, names = write_script(project, "module", "x.npz", report).text, {"nn": torch.nn, "torch": torch}
    exec(text[text.index("class Network") : text.index("arrays = {")], names)
    names["model"].load_state_dict(export_weights(project, tmp_path / "weights.safetensors", network))
    x = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(names["model"].eval()(x), network.eval()(x))


def test_the_command_saves_them(tmp_path, capsys):
    path = tmp_path / "net.safetensors"
    assert main(["weights", "efficientnet_lite0", "-o", str(path)]) == 0
    assert "which a project with efficientnet_lite0 can begin with" in capsys.readouterr().out
    saved = read_arrays(path)
    assert all(array.equal(saved[name]) for name, array in published_arrays("efficientnet_lite0").items())


def test_what_is_not_published_is_one_sentence():
    with pytest.raises(NoPublishedWeights, match=r"no published weights of lenet5; there are of alexnet"):
        published_arrays("lenet5")
