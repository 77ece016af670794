"""Every layer of the catalog, and every example, comes back from the ONNX file that it was written to."""

from itertools import pairwise

import numpy as np
import torch

from playground import load
from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.build.network import build_network
from playground.catalog.kinds import LAYERS
from playground.exchange.onnx_out.model import onnx_model
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project


def test_examples_come_back(rebuilt, tmp_path):
    for example in examples():
        project = load(example.path)
        report = analyze(project)
        if report.problems or project.workspace != "network":
            continue
        network = build_network(project.graph, report, 1).eval()
        path = tmp_path / f"{example.path.stem}.onnx"
        path.write_bytes(onnx_model(project, report, network).SerializeToString())
        found, again = rebuilt(path)
        x = torch.rand((5, *report.shapes[network.order[0]]), generator=torch.Generator().manual_seed(1))
        with torch.inference_mode():
            assert torch.allclose(network(x), again(x), atol=1e-5), example.title
        written = sorted(
            step.layer.key
            for step in network.steps
            if step.layer.key not in {"dropout", "gaussian_noise", "dropout2d"}
        )
        assert sorted(node.kind for node in found.graph.nodes) == written, example.title


CASES = [
    ("linear", {"bias": False}, "gelu", (6,)),
    ("linear", {}, "silu", (6,)),
    ("linear", {}, "mish", (6,)),
    ("linear", {}, "hardswish", (6,)),
    ("linear", {}, ("softplus", {"beta": 3.0}), (6,)),
    ("linear", {}, ("sine", {"frequency": 3.0}), (6,)),
    ("linear", {}, ("maxout", {"pieces": 4}), (6,)),
    ("linear", {}, ("prelu", {"initial": -0.5}), (6,)),
    ("linear", {}, ("leaky_relu", {"slope": 0.2}), (6,)),
    ("linear", {}, "relu6", (5, 6)),
    ("conv2d", {"stride": 2, "groups": 2, "bias": False}, "selu", (4, 9, 7)),
    ("conv2d", {"stride": 2, "padding": 0, "padding_end": 1}, "relu6", (4, 8, 6)),
    ("conv_transpose2d", {"channels": 3}, "elu", (4, 9, 7)),
    ("max_pool", {"kernel": 3, "ceil": True}, None, (4, 9, 7)),
    ("avg_pool", {"kernel": 3, "padding": 1}, None, (4, 9, 7)),
    ("global_pool", {"keep": "max"}, None, (4, 9, 7)),
    ("upsample", {"mode": "bilinear"}, None, (4, 9, 7)),
    ("batch_norm", {}, "relu", (5, 6)),
    ("batch_norm", {}, "relu", (4, 9, 7)),
    ("layer_norm", {}, None, (4, 9, 7)),
    ("rms_norm", {}, None, (5, 6)),
    ("group_norm", {"groups": 2}, None, (4, 9, 7)),
    ("instance_norm", {"affine": True}, None, (4, 9, 7)),
    ("conv1d", {"stride": 2}, "tanh", (5, 6)),
    ("rnn", {"every_step": True}, None, (5, 6)),
    ("gru", {}, None, (5, 6)),
    ("lstm", {"every_step": True}, "softsign", (5, 6)),
    ("learned_positions", {}, None, (5, 6)),
    ("step_pool", {"keep": "last"}, None, (5, 6)),
    ("step_pool", {"keep": "max"}, None, (5, 6)),
    ("rows", {}, None, (4, 9, 7)),
    ("reshape", {"shape": "2 × ?"}, None, (6,)),
    ("self_attention", {"heads": 3}, None, (5, 6)),
    ("self_attention", {"heads": 2, "causal": True, "bias": False}, "relu", (5, 6)),
    ("positional_encoding", {}, None, (5, 6)),
    ("adaptive_pool", {"height": 3, "width": 2}, None, (4, 9, 7)),
    ("maxout", {"units": 4, "pieces": 3}, None, (6,)),
    ("add", {}, "tanh", (4, 9, 7)),
    ("multiply", {}, None, (6,)),
    ("concat", {}, None, (5, 6)),
    ("activation", {}, "tanh", (6,)),
    ("dropout", {}, None, (6,)),
    ("dropout2d", {}, None, (4, 9, 7)),
    ("gaussian_noise", {}, None, (6,)),
    ("identity", {}, None, (6,)),
]
PASS_ON = {"dropout", "dropout2d", "gaussian_noise", "identity", "reshape"}
"""Layers that do nothing in evaluation, so that a file does not have them; the flatten after it undoes a reshape."""
AS = {"maxout": "linear"}
"""What computes the same, where a file does not tell the two apart."""


def test_every_layer_comes_back():
    assert {kind for kind, *_ in CASES} | {"input", "output", "flatten", "embedding"} == {
        layer.key for layer in LAYERS
    }, "the table below and the examples have each of them"


def test_entries_come_back(rebuilt, tmp_path):
    for number, (kind, params, activation, shape) in enumerate(CASES):
        chosen = (activation, {}) if isinstance(activation, str) else activation
        nodes = (
            Node(id="i", kind="input"),
            Node(id="r", kind="reshape", params={"shape": " × ".join(map(str, shape))}),
            Node(
                id="a",
                kind=kind,
                params=params,
                activation=chosen and Choice(kind=chosen[0], params=chosen[1]),
            ),
            Node(id="f", kind="flatten"),
            Node(id="l", kind="linear", params={"units": 3}),
            Node(id="o", kind="output"),
        )
        graph = Graph(nodes=nodes)
        for before, after in pairwise("iraflo"):
            graph = graph.connect(before, after)
        if LAYERS.create(kind, params).inputs[0] > 1:  # the second one is another function of the first
            graph = graph.with_(
                nodes=(*nodes, Node(id="s", kind="activation", activation=Choice(kind="tanh")))
            )
            graph = graph.connect("r", "s").connect("s", "a")
        numbers = int(np.prod(shape))
        dataset = Choice(kind="random_numbers", params={"inputs": numbers, "targets": 3})
        project = Project(graph=graph).with_(data=Project().data.with_(dataset=dataset))
        project = project.with_(training=project.training.with_(loss=Choice(kind="mse")))
        report = analyze(project)
        assert not report.problems, (kind, report.problems)
        network = build_network(graph, report, 1).eval()
        for tensor in (*network.parameters(), *network.buffers()):
            if (
                tensor.is_floating_point()
                and "prelu" not in str(activation)
                and kind != "positional_encoding"
            ):
                tensor.data = 0.5 + torch.rand(tensor.shape, generator=torch.Generator().manual_seed(number))
        path = tmp_path / f"{number}.onnx"
        path.write_bytes(onnx_model(project, report, network).SerializeToString())
        found, again = rebuilt(path)
        x = torch.randn((5, numbers), generator=torch.Generator().manual_seed(2))
        with torch.inference_mode():
            ours, theirs = network(x), again(x)
        assert torch.allclose(ours, theirs, rtol=1e-5, atol=1e-5), (kind, params, activation)
        kinds = {node.kind for node in found.graph.nodes}
        assert kind in PASS_ON or {kind, AS.get(kind)} & kinds, (kind, kinds)
