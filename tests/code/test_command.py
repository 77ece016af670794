"""``playground export``, without running what it writes."""

import ast
import io
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load_file

from playground import extras, load, save, train
from playground.cli import main
from playground.cli.export import RUNGS
from playground.code import rungs

IRIS = Path(__file__).parents[2] / "assets" / "examples" / "iris.descent"


def export(*arguments):
    return main(["export", *map(str, arguments)])


def test_all_rungs_can_be_named():
    assert tuple(rung.key for rung in rungs.RUNGS) == RUNGS


def test_a_script_and_its_data_file_are_written(tmp_path, capsys):
    assert export(IRIS, "--to", "module", "-o", tmp_path / "iris.py") == 0
    assert "iris.npz" in capsys.readouterr().out
    assert compile((tmp_path / "iris.py").read_text("utf-8"), "iris.py", "exec")
    with np.load(tmp_path / "iris.npz") as data:
        assert data["x_train"].dtype == np.float32
        assert data["x_train"].shape == (105, 4)
        assert data["x_val"].shape == (45, 4)
        assert data["model.linear_1.weight"].shape == (8, 4)


HOSTILE = (
    "a\nimport os\rimport os\u2028import os\x1b[31m\u202eabc\u2066 {x}%s '\\",
    '"""""\nimport os\\',
    '""""";import os;x="""""',
)


def test_names_in_scripts_are_never_code():
    project = load(IRIS)
    plain = {key: ast.parse(rungs.write_script(project, key, "x.npz").text) for key in RUNGS}
    for name in HOSTILE:
        nodes = tuple(node.model_copy(update={"title": name}) for node in project.graph.nodes)
        named = project.with_(name=name, graph=project.graph.model_copy(update={"nodes": nodes}))
        for key in RUNGS:
            text = rungs.write_script(named, key, f"{name}.npz").text
            assert all(sign.isprintable() or sign == "\n" for sign in text), (name, key)
            tree = ast.parse(text)
            assert f"{name}.npz" in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and node.value == f"{name}.npz":
                    node.value = "x.npz"
            assert [*map(ast.dump, tree.body[1:])] == [*map(ast.dump, plain[key].body[1:])], (name, key)


def test_a_script_begins_with_trained_weights(tmp_path, capsys):
    trained = train(load(IRIS), epochs=1, device="cpu", checkpoint=tmp_path / "iris.weights")
    weights = "--weights", tmp_path / "iris.weights"
    assert export(IRIS, "--to", "numpy", "-o", tmp_path / "iris.py", *weights) == 0
    with np.load(tmp_path / "iris.npz") as data:
        found = [data[name].ravel() for name in ("W1", "b1", "W2", "b2")]
        assert data["orders"].shape == (150, 105)
    assert np.array_equal(np.concatenate(found), trained.theta)
    capsys.readouterr()


@pytest.mark.parametrize("averaged", [0.0, 0.9])
def test_the_class_of_the_script_loads_exported_weights(tmp_path, capsys, averaged):
    project = load(IRIS)
    project = project.with_(training=project.training.with_(average=averaged))
    save(project, tmp_path / "iris.descent")
    trained = train(project, epochs=2, device="cpu", checkpoint=tmp_path / "iris.weights")
    arguments = tmp_path / "iris.descent", "--weights", tmp_path / "iris.weights"
    assert export(*arguments, "--to", "module", "-o", tmp_path / "iris.py") == 0
    assert export(*arguments, "--to", "weights", "-o", tmp_path / "out.safetensors") == 0
    assert "4 arrays" in capsys.readouterr().out
    source = ast.parse((tmp_path / "iris.py").read_text("utf-8"))
    source.body = [
        part for part in source.body if isinstance(part, ast.Import | ast.ImportFrom | ast.ClassDef)
    ]
    names = {}
    exec(compile(source, "iris.py", "exec"), names)
    model = names["Network"]()
    model.load_state_dict(load_file(tmp_path / "out.safetensors"))
    flat = torch.cat([parameter.detach().flatten() for parameter in model.parameters()])
    assert np.array_equal(flat.numpy(), trained.theta)


def test_standard_output_takes_the_script_alone(monkeypatch, tmp_path):
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.chdir(tmp_path)
    assert export(IRIS, "--to", "tensors", "-o", "-") == 0
    assert b"iris.npz" in out.buffer.getvalue()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("example", "rung", "output", "words"),
    [
        ("digits-mlp", "numpy", "a.py", "Dropout takes more than a few lines by hand"),
        ("digits-residual", "sequential", "a.py", "The network branches"),
        ("iris", "optim", "a.npz", "is the name of its data file"),
        ("iris", "numpy", "numpy.py", "would take the script for the module “numpy” that it imports"),
        ("iris", "optim", "random.py", "choose another name"),
        ("iris", "optim", "missing/a.py", "there is no such folder"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(example, rung, output, words, tmp_path, capsys):
    path = IRIS.with_name(f"{example}.descent")
    assert export(path, "--to", rung, "-o", tmp_path / output) == 2
    problem = capsys.readouterr().err
    assert words in problem
    assert problem.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_project_with_problems_is_refused_with_the_first_one(tmp_path, capsys):
    project = load(IRIS)
    save(project.with_(graph=project.graph.remove(["linear-2"])), tmp_path / "iris.descent")
    assert export(tmp_path / "iris.descent", "--to", "module", "-o", tmp_path / "a.py") == 2
    assert "needs 3" in capsys.readouterr().err


def test_an_onnx_file_computes_what_the_trained_network_predicts(tmp_path, capsys):
    trained = train(load(IRIS), epochs=1, device="cpu", checkpoint=tmp_path / "iris.weights")
    arguments = "--weights", tmp_path / "iris.weights", "-o", tmp_path / "iris.onnx"
    assert export(IRIS, "--to", "onnx", "--with-preprocessing", *arguments) == 0
    assert "gives output and probabilities" in capsys.readouterr().out
    session = onnxruntime.InferenceSession(tmp_path / "iris.onnx", providers=["CPUExecutionProvider"])
    x = np.array([[5.1, 3.5, 1.4, 0.2], [6.0, 3.0, 5.0, 1.5]], np.float32)
    (theirs,) = session.run(["probabilities"], {"input": x})
    assert np.abs(theirs - trained.predict(x).probabilities).max() < 1e-5
    capsys.readouterr()

    assert export(IRIS, "--to", "onnx", *arguments) == 0
    assert main(["import", str(tmp_path / "iris.onnx"), "-o", str(tmp_path / "again.descent")]) == 0
    assert "gives 3" in capsys.readouterr().out
    again = train(load(tmp_path / "again.descent"), epochs=1, device="cpu", seed=1)
    assert again.val_loss < 0.9 * train(load(IRIS), epochs=1, device="cpu", seed=1).val_loss
    assert export(IRIS, "--to", "module", "--with-preprocessing", "-o", tmp_path / "a.py") == 2
    assert "--with-preprocessing is for --to onnx" in capsys.readouterr().err


def test_a_script_for_keras_says_how_keras_is_installed(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    assert export(IRIS, "--to", "keras", "-o", tmp_path / "iris.py") == 0
    assert "pip install 'descent-playground[keras]'" in capsys.readouterr().out
    assert export(IRIS, "--to", "onnx", "-o", tmp_path / "iris.onnx") == 2
    assert "pip install 'descent-playground[onnx]'" in capsys.readouterr().err
