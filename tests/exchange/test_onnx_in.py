"""Networks from ONNX files: what the program wrote itself, what other programs write, and what is refused."""

from itertools import pairwise

import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from playground import load
from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.build.network import build_network
from playground.build.onnx_in.network import read_network
from playground.build.onnx_in.project import import_onnx
from playground.build.report import Report
from playground.build.weights.fit import fit, put
from playground.build.weights.named_arrays import read_arrays
from playground.build.weights.start import begin_with
from playground.catalog.kinds import ACTIVATIONS, LAYERS
from playground.exchange.onnx_out.model import onnx_model
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.paths import FileProblem
from playground.spec.project import Project

RNG = np.random.default_rng(3)


def rebuilt(path):
    """The network that a file becomes, with the file's weights."""
    found = read_network(path)
    network = build_network(found.graph, shapes_of(found), 0).eval()
    arrays = read_arrays(path)
    fitted = fit(network, arrays)
    assert fitted.complete, fitted.sentence()
    assert not fitted.unused
    put(fitted, arrays)
    return found, network


def shapes_of(found):
    """A report with the shapes of all layers, whatever the data are."""
    shapes = {}
    for node in found.graph.nodes:
        inputs = tuple(shapes[edge.source] for edge in found.graph.inputs_of(node.id)) or (found.shape,)
        shape = LAYERS.create(node.kind, node.params).out_shape(*inputs)
        shapes[node.id] = ACTIVATIONS.of(node.activation).out_shape(shape) if node.activation else shape
    return Report(shapes=shapes)


def test_examples_come_back(tmp_path):
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


def test_entries_come_back(tmp_path):
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
                nodes=(*nodes, Node(id="s", kind="activation", activation=Choice(kind="sigmoid")))
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


def array(*shape):
    return (RNG.normal(size=shape) / max(1, np.prod(shape[1:])) ** 0.5).astype(np.float32)


class Foreign:
    """A file as another program writes it."""

    def __init__(self, *shape, opset=17):
        self.shape, self.opset, self.nodes, self.weights = shape, opset, [], []

    def const(self, values):
        values = np.asarray(values)
        values = values.astype(np.float32 if values.dtype.kind == "f" else np.int64)
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def add(self, kind, *inputs, **settings):
        name = f"/{kind}_{len(self.nodes)}_out"
        inputs = [each if isinstance(each, str) else self.const(each) for each in inputs]
        self.nodes.append(helper.make_node(kind, inputs, [name], f"/{kind}_{len(self.nodes)}", **settings))
        return name

    def model(self, output):
        graph = helper.make_graph(
            self.nodes,
            "main",
            [helper.make_tensor_value_info("x", 1, ["N", *self.shape])],
            [helper.make_tensor_value_info(output, 1, None)],
            self.weights,
        )
        return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", self.opset)])


def mobile():
    f = Foreign(3, 16, 16)
    x = f.add("Conv", "x", array(8, 3, 3, 3), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    mean, var = array(8), 0.5 + np.abs(array(8))
    x = f.add("BatchNormalization", x, 1 + array(8), array(8), mean, var, epsilon=1e-3, momentum=0.9)
    x = short = f.add("Clip", x, np.float32(0), np.float32(6))
    x = f.add("Pad", x, [0, 0, 1, 1, 0, 0, 1, 1])
    x = f.add("Conv", x, array(8, 1, 3, 3), array(8), group=8, kernel_shape=[3, 3])
    x = f.add("HardSwish", x)
    pooled = f.add("GlobalAveragePool", x)
    gate = f.add("Relu", f.add("Conv", pooled, array(4, 8, 1, 1), array(4), kernel_shape=[1, 1]))
    gate = f.add("Conv", gate, array(8, 4, 1, 1), array(8), kernel_shape=[1, 1])
    gate = f.add("Sigmoid", gate)
    x = f.add("Add", f.add("Mul", x, gate), short)
    other = f.add("MaxPool", x, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1])
    x = f.add("Concat", x, other, axis=1)
    x = f.add("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
    x = f.add("ReduceMean", x, axes=[2, 3], keepdims=0)
    return f, f.add("Gemm", x, array(5, 16), array(5), transB=1)


def perceptron():
    """MatMul and Add, sizes that are computed, a norm and GELU in pieces."""
    f = Foreign(2, 3)
    first = f.add("Gather", f.add("Shape", "x"), np.int64(0), axis=0)
    sizes = f.add("Concat", f.add("Unsqueeze", first, [0]), np.array([-1]), axis=0)
    x = f.add("Reshape", "x", sizes)
    x = f.add("Div", f.add("Sub", x, array(6)), 1 + np.abs(array(6)))
    x = f.add("Add", f.add("MatMul", x, array(6, 8)), array(8))
    half = f.add("Mul", x, f.add("Add", f.add("Erf", f.add("Div", x, np.float32(2**0.5))), np.float32(1)))
    x = f.add("Mul", half, np.float32(0.5))
    rest = f.add("Sub", x, f.add("ReduceMean", x, axes=[-1]))
    square = f.add("ReduceMean", f.add("Pow", rest, np.float32(2)), axes=[-1])
    x = f.add("Div", rest, f.add("Sqrt", f.add("Add", square, np.float32(1e-5))))
    x = f.add("Add", f.add("Mul", x, array(8)), array(8))
    x = f.add("LayerNormalization", x, array(8), array(8), axis=-1)
    x = f.add("Dropout", x)
    x = f.add("Add", f.add("MatMul", x, array(8, 3)), array(3))
    return f, f.add("LogSoftmax", x, axis=1)


def channels_last():
    f = Foreign(8, 6, 3)
    x = f.add("Transpose", "x", perm=[0, 3, 1, 2])
    x = f.add("Relu", f.add("Conv", x, array(4, 3, 3, 3), array(4), auto_pad="SAME_UPPER"))
    x = f.add("Transpose", x, perm=[0, 2, 3, 1])
    x = f.add("Reshape", x, np.array([-1, 8 * 6 * 4]))
    x = f.add("Add", f.add("MatMul", x, array(8 * 6 * 4, 3)), array(3))
    return f, f.add("Softmax", x, axis=-1)


def signal():
    f = Foreign(2, 12)
    x = f.add("Conv", "x", array(5, 2, 3), array(5), pads=[1, 1], kernel_shape=[3])
    x = f.add("Relu", f.add("BatchNormalization", x, array(5), array(5), array(5), 1 + np.abs(array(5))))
    return f, f.add("Gemm", f.add("Flatten", x), array(3, 60), array(3), transB=1, alpha=0.5)


@pytest.mark.parametrize("build", [mobile, perceptron, channels_last, signal])
def test_files_of_other_programs(build, tmp_path):
    foreign, output = build()
    path = tmp_path / "net.onnx"
    path.write_bytes(foreign.model(output).SerializeToString())
    found, network = rebuilt(path)
    x = RNG.normal(size=(7, *foreign.shape)).astype(np.float32)
    (theirs,) = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"x": x})
    own = torch.from_numpy(x)
    if build is channels_last:
        own = own.permute(0, 3, 1, 2)
    if build is signal:
        own = own.transpose(1, 2)
    assert own.shape[1:] == found.shape
    with torch.inference_mode():
        ours = network(own)
    if build is perceptron:
        ours = ours.log_softmax(1)
    assert np.abs(ours.numpy() - theirs).max() < 1e-5


def test_a_project_begins_with_the_weights_of_the_file(tmp_path):
    foreign = Foreign(4)
    output = foreign.add("Gemm", "x", array(3, 4), array(3), transB=1)
    path = tmp_path / "flowers.onnx"
    path.write_bytes(foreign.model(output).SerializeToString())
    project = import_onnx(path)
    report = analyze(project)
    assert (project.name, project.data.dataset.kind, report.problems) == ("flowers", "iris", ())
    network = build_network(project.graph, report, 0)
    assert begin_with(network, project.start).complete
    assert np.array_equal(
        network.module_of("linear-1").weight.detach(), numpy_helper.to_array(foreign.weights[0])
    )


def refused(path):
    with pytest.raises(FileProblem) as problem:
        import_onnx(path)
    words = str(problem.value)
    assert words.startswith("net.onnx: ")
    assert words.count("\n") == 0
    return words


def test_what_is_not_in_the_catalog_is_named(tmp_path):
    path = tmp_path / "net.onnx"
    foreign = Foreign(4)
    x = foreign.add("Gemm", "x", array(3, 4), transB=1)
    output = foreign.add("Cos", foreign.add("TopK", x, np.array([2])))
    path.write_bytes(foreign.model(output).SerializeToString())
    words = refused(path)
    assert (
        "TopK “/TopK_1” (operation 2 of 3), Cos “/Cos_2” (operation 3 of 3) are not in the catalog." in words
    )

    foreign = Foreign(3, 8, 8)
    output = foreign.add("Conv", "x", array(3, 3, 1, 3), kernel_shape=[1, 3])
    path.write_bytes(foreign.model(output).SerializeToString())
    assert "Conv “/Conv_0” (operation 1 of 1) is not in the catalog: window 1 × 3 is not the same" in refused(
        path
    )


def test_hostile_files_get_one_sentence(tmp_path):
    path = tmp_path / "net.onnx"
    foreign = Foreign(4)
    output = foreign.add("Gemm", "x", array(3, 4), array(3), transB=1)
    model = foreign.model(output)
    whole = model.SerializeToString()
    for content in (b"", b"PK\3\4 no model", whole[:-20], whole[: len(whole) // 2]):
        path.write_bytes(content)
        assert "incomplete" in (words := refused(path)) or "holds no network" in words or "damaged" in words
    random = np.random.default_rng(0)
    for _ in range(150):  # none may end in anything but a sentence or a network
        damaged = bytearray(whole)
        for place in random.integers(0, len(whole), 3):
            damaged[place] = random.integers(256)
        path.write_bytes(damaged)
        try:
            import_onnx(path)
        except FileProblem as problem:
            assert "\n" not in str(problem)  # noqa: PT017 - most of them are refused

    model.graph.initializer[0].dims[:] = [2**40, 2**20]
    path.write_bytes(model.SerializeToString())
    assert "its sizes and its numbers do not fit each other" in refused(path)
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 2**50
    model.graph.initializer[0].dims[:] = [3, 4]
    path.write_bytes(model.SerializeToString())
    assert "a sample has 1,125,899,906,842,624 numbers" in refused(path)


def test_arrays_in_other_files_are_read_from_the_same_folder_alone(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    path = folder / "net.onnx"
    foreign = Foreign(4)
    weight = array(3, 4)
    model = foreign.model(foreign.add("Gemm", "x", weight, transB=1))
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for content, location, words in (
        (weight.tobytes(), "net.data", ""),
        (weight.tobytes()[:-1], "net.data", "its sizes and its numbers do not fit"),
        (weight.tobytes(), "../secret.data", "outside the folder of the file"),
        (weight.tobytes(), str(tmp_path / "secret.data"), "outside the folder of the file"),
        (None, "missing.data", "which cannot be read"),
    ):
        if content is not None:
            (folder / location).write_bytes(content)
        tensor.ClearField("external_data")
        tensor.external_data.add(key="location", value=location)
        path.write_bytes(model.SerializeToString())
        if words:
            assert words in refused(path)
        else:
            assert np.array_equal(read_arrays(path)["linear-1/weight"], weight)
    (folder / "link.data").symlink_to(tmp_path / "secret.data")
    tensor.external_data[0].value = "link.data"
    path.write_bytes(model.SerializeToString())
    assert "outside the folder of the file" in refused(path)
