"""ONNX files are sound, and onnxruntime computes what the program computes."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper

from playground import load
from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.build.data.loading import load_data
from playground.build.network import build_network
from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, ShapeProblem, Tokens
from playground.exchange.onnx_out.activations import ACTIVATION_RULES
from playground.exchange.onnx_out.heads import HEADS
from playground.exchange.onnx_out.layers import LAYER_RULES
from playground.exchange.onnx_out.model import onnx_model
from playground.exchange.onnx_out.place import IR_VERSION, OPSET, OnnxGraph, Place
from playground.spec.base import Choice

SHAPES = (6,), (5, 6), (4, 9, 7), Tokens(5, 7)
SETTINGS = {
    "linear": [{"units": 5}, {"units": 3, "bias": False}],
    "conv2d": [
        {},
        {"channels": 6, "kernel": 4, "stride": 3, "padding": 2, "groups": 2, "bias": False},
        {"channels": 2, "kernel": 3, "stride": 2, "padding": 1, "dilation": 3},
    ],
    "max_pool": [
        {},
        {"kernel": 3, "stride": 2, "ceil": True},
        {"kernel": 2, "stride": 5, "padding": 1, "ceil": True},
    ],
    "avg_pool": [
        {"kernel": 3, "stride": 1, "padding": 1},
        {"kernel": 3, "stride": 2, "ceil": True},
        {"kernel": 2, "stride": 5, "padding": 1, "ceil": True},
    ],
    "conv1d": [{}, {"channels": 3, "kernel": 2, "stride": 2, "padding": 4, "dilation": 3, "bias": False}],
    "conv_transpose2d": [{}, {"channels": 3, "kernel": 2, "stride": 5, "padding": 2, "bias": False}],
    "adaptive_pool": [{}, {"height": 3, "width": 20}],
    "global_pool": [{}, {"keep": "max"}],
    "upsample": [{}, {"factor": 3, "mode": "bilinear"}],
    "group_norm": [{"groups": 2}, {"groups": 2, "affine": False}],
    "instance_norm": [{}, {"affine": True}],
    "rms_norm": [{}, {"affine": False, "epsilon": 0.01}],
    "batch_norm": [{"epsilon": 1e-3}, {"affine": False}],
    "layer_norm": [{"epsilon": 1e-3}, {"affine": False}],
    "reshape": [{"shape": "2 × ?"}],
    "rnn": [{"units": 4}, {"units": 3, "every_step": True}],
    "gru": [{"units": 4}, {"units": 3, "every_step": True}],
    "lstm": [{"units": 4}, {"units": 3, "every_step": True}],
    "self_attention": [{}, {"heads": 3, "causal": True, "bias": False}],
    "step_pool": [{"keep": keep} for keep in ("last", "mean", "max")],
    "maxout": [{"pieces": 2}],
    "softplus": [{"beta": 3.0}, {}],
    "prelu": [{"initial": -0.3}],
    "leaky_relu": [{"slope": 0.2}],
    "elu": [{"alpha": 0.5}],
    "sine": [{"frequency": 3.0}],
}


def cases():
    """Every entry at several settings on every shape that it takes."""
    for registry, rules in ((LAYERS, LAYER_RULES), (ACTIVATIONS, ACTIVATION_RULES)):
        for kind in registry:
            for params in SETTINGS.get(kind.key, [{}]):
                for shape in SHAPES:
                    entry = registry.create(kind.key, params)
                    inputs = (shape,) * max(1, getattr(kind, "inputs", (1,))[0])
                    if isinstance(shape, Tokens) and not getattr(entry, "takes_tokens", False):
                        continue
                    try:
                        entry.out_shape(*inputs)
                    except ShapeProblem:
                        continue
                    yield f"{registry.noun} {kind.key} {params} {shape}", rules, entry, inputs


def module_of(entry, inputs):
    """A built module in evaluation mode whose weights and statistics are random."""
    module = entry.build(*inputs).eval()
    generator = torch.Generator().manual_seed(5)
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            tensor.data = 0.5 + 0.5 * torch.rand(tensor.shape, generator=generator)
    entry.reset(module) if entry.key in {"self_attention", "positional_encoding"} else None
    return module


def batch_of(shape, count):
    generator = torch.Generator().manual_seed(count)
    if isinstance(shape, Tokens):
        return torch.randint(shape.vocabulary, (count, *shape), generator=generator)
    return torch.randn((count, *shape), generator=generator)


def test_all_entries_compute_the_same():
    graph, found, names = OnnxGraph(), {}, {shape: f"x{place}" for place, shape in enumerate(SHAPES)}
    for number, (title, rules, entry, inputs) in enumerate(cases()):
        module = module_of(entry, inputs)
        graph.scope = f"{number}"
        value = rules[entry.key](Place(graph, entry, module, tuple(names[x] for x in inputs), inputs))
        graph.nodes.append(helper.make_node("Identity", [value], [f"y{number}"]))
        found[f"y{number}"] = title, module, inputs, entry.out_shape(*inputs)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all",
            [
                helper.make_tensor_value_info(
                    name,
                    TensorProto.INT64 if isinstance(shape, Tokens) else TensorProto.FLOAT,
                    ["batch", *shape],
                )
                for shape, name in names.items()
            ],
            [
                helper.make_tensor_value_info(
                    name,
                    TensorProto.INT64 if isinstance(inputs[0], Tokens) and "embedding" not in title else 1,
                    ["batch", *shape],
                )
                for name, (title, _, inputs, shape) in found.items()
            ],
            list(graph.constants.values()),
        ),
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    for count in (1, 257):
        batches = {shape: batch_of(shape, count) for shape in SHAPES}
        given = session.run(list(found), {names[shape]: batch.numpy() for shape, batch in batches.items()})
        for (title, module, inputs, shape), theirs in zip(found.values(), given, strict=True):
            with torch.no_grad():
                ours = module(*(batches[shape] for shape in inputs)).numpy()
            assert theirs.shape == (count, *shape), title
            assert np.abs(ours - theirs).max() < 1e-5 * max(1, np.abs(ours).max()), title


def networks():
    for example in examples():
        project = load(example.path)
        report = analyze(project)
        if not report.problems and project.workspace == "network":
            yield example.title, project, report


def test_shipped_examples_compute_the_same():
    for title, project, report in networks():
        network = build_network(project.graph, report, 1).eval()
        model = onnx_model(project, report, network)
        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        loss = LOSSES.of(project.training.loss)
        for count in (1, 257):
            x = batch_of(report.shapes[network.order[0]], count)
            with torch.inference_mode():
                ours = network(x)
                expected = {"output": ours, "probabilities": loss.scores(ours, report.data.task)}
            names = [output.name for output in session.get_outputs()]
            assert ("probabilities" in names) == (report.data.task == "classification")
            for name, theirs in zip(names, session.run(names, {"input": x.numpy()}), strict=True):
                size = max(1, expected[name].abs().max())
                assert np.abs(expected[name].numpy() - theirs).max() < 1e-5 * size, title


def test_every_loss_has_a_head():
    expected = {kind.key for kind in LOSSES if "classification" in kind.tasks}
    assert expected == set(HEADS)
    graph, shape = OnnxGraph(), {1: ["batch", 1], 3: ["batch", 3]}
    outputs = []
    for kind in LOSSES:
        for count in (1, 3) if kind.key == "bce" else (3,):
            if kind.key in HEADS:
                value = HEADS[kind.key](graph, f"x{count}", count)
                outputs.append((f"{kind.key}{count}", LOSSES.create(kind.key), count))
                graph.nodes.append(helper.make_node("Identity", [value], [outputs[-1][0]]))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "heads",
            [helper.make_tensor_value_info(f"x{count}", 1, sizes) for count, sizes in shape.items()],
            [helper.make_tensor_value_info(name, 1, ["batch", max(2, count)]) for name, _, count in outputs],
            list(graph.constants.values()),
        ),
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    x = {count: 20 * batch_of((count,), 9) for count in shape}
    given = session.run([name for name, _, _ in outputs], {f"x{n}": v.numpy() for n, v in x.items()})
    for (name, loss, count), theirs in zip(outputs, given, strict=True):
        assert np.abs(loss.probabilities(x[count]).numpy() - theirs).max() < 1e-6, name


@pytest.mark.parametrize(
    ("example", "changes"),
    [
        ("iris", {}),
        ("diabetes-regression", {}),
        ("spiral", {"features": ("x1_squared", "sin_x2", "x1_x2"), "transform": Choice(kind="pca")}),
    ],
)
def test_preprocessing_can_be_part_of_the_file(example, changes):
    path = next(each.path for each in examples() if each.path.stem == example)
    project = load(path)
    project = project.with_(data=project.data.with_(**changes))
    report, data = analyze(project), load_data(project.data)
    network = build_network(project.graph, report, 1).eval()
    model = onnx_model(project, report, network, data)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    raw = data.raw_val
    with torch.inference_mode():
        scores = data.scores(LOSSES.of(project.training.loss), network(data.prepare(raw))).numpy()
    name = "probabilities" if data.info.task == "classification" else "prediction"
    (theirs,) = session.run([name], {"input": raw})
    assert np.abs(scores - theirs).max() < 1e-5 * max(1, np.abs(scores).max())
