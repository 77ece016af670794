"""Networks from ONNX files: what the program wrote itself, what other programs write, and what is refused."""

import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from playground.build.analysis.shapes import analyze
from playground.build.network import build_network
from playground.build.onnx_in.project import import_onnx
from playground.build.weights.named_arrays import read_arrays
from playground.build.weights.start import begin_with
from playground.spec.paths import FileProblem

RNG = np.random.default_rng(3)


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
def test_files_of_other_programs(rebuilt, build, tmp_path):
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
