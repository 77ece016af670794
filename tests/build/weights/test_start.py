"""Runs that begin with weights of a file: by name, by shape, in part; and what does not fit, in one sentence."""

import copy

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from playground.app.examples import examples, first_project
from playground.build.weights.fit import fit, places
from playground.build.weights.named_arrays import read_arrays
from playground.code.export import export_weights
from playground.engine.training import checkpoint
from playground.engine.training.session import Session
from playground.headless.train import train
from playground.spec.files import dumps, load, loads, save
from playground.spec.paths import FileProblem
from playground.spec.start import StartSpec


@pytest.fixture(scope="module")
def project():
    found = first_project()
    return found.with_(training=found.training.with_(epochs=1, device="cpu"))


@pytest.fixture(scope="module")
def trained(project, tmp_path_factory):
    """Weights of a trained network, and the file that holds them."""
    session = Session(project)
    session.train(20)
    path = tmp_path_factory.mktemp("weights") / "trained.safetensors"
    export_weights(project, path, session.network)
    return session.theta.detach().clone(), path


def begun(project, path, *, partial=False):
    return Session(project.with_(start=StartSpec(weights=str(path), partial=partial)))


def test_a_run_begins_with_exported_weights_and_is_the_same_every_time(project, trained):
    theta, path = trained
    session = begun(project, path)
    assert torch.equal(session.theta, theta)
    other = project.with_(start=StartSpec(weights=str(path)))
    assert np.array_equal(train(other).losses, train(other).losses)
    assert not np.array_equal(train(other).losses, train(project).losses)


def test_scripts_begin_with_the_same_weights(project, trained, tmp_path):
    written = export_weights(
        project.with_(start=StartSpec(weights=str(trained[1]))), tmp_path / "again.safetensors"
    )
    assert all(torch.equal(array, written[name]) for name, array in read_arrays(trained[1]).items())


def test_what_torch_saved_is_read_whatever_was_put_around_it(project, trained, tmp_path):
    theta, path = trained
    arrays = read_arrays(path)
    wrapped = {"epoch": 3, "model_state_dict": {f"module.{name}": array for name, array in arrays.items()}}
    torch.save(wrapped, tmp_path / "a.pt")
    assert torch.equal(begun(project, tmp_path / "a.pt").theta, theta)


def test_weights_of_another_program_fit_by_shape(project, tmp_path):
    model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2))
    save_file(model.state_dict(), tmp_path / "other.safetensors")
    session = begun(project, tmp_path / "other.safetensors")
    flat = torch.cat([parameter.detach().flatten() for parameter in model.parameters()])
    assert torch.equal(session.theta.detach(), flat)


def test_statistics_of_norms_come_along():
    found = load(next(example.path for example in examples() if example.path.stem == "digits-residual"))
    network = Session(found.with_(training=found.training.with_(device="cpu"))).network
    arrays = {place.names[0]: torch.randn_like(place.tensor) for place in places(network)}
    assert any("running_mean" in name for name in arrays)
    matched = fit(network, arrays)
    assert matched.complete
    assert not matched.unused
    assert len(matched.by_name) == len(arrays)


def test_a_new_head_is_drawn_where_that_is_wanted(project, trained, tmp_path):
    _, path = trained
    arrays = {name: array for name, array in read_arrays(path).items() if not name.startswith("linear_3")}
    save_file(arrays, tmp_path / "body.safetensors")
    with pytest.raises(
        FileProblem, match=r"body.*2 of 6 arrays are missing, first linear_3\.weight\. “Draw what"
    ):
        begun(project, tmp_path / "body.safetensors")
    session, fresh = begun(project, tmp_path / "body.safetensors", partial=True), Session(project)
    head = session.segments["linear-3"]
    assert torch.equal(session.theta[head], fresh.theta[head])
    assert not torch.equal(session.theta[: head.start], fresh.theta[: head.start])
    words = session.fitted.summary()
    assert words.endswith("4 of 6 arrays fit by name; linear_3.weight, linear_3.bias drawn.")


def test_a_run_is_resumed_without_the_file_that_it_began_with(project, trained, tmp_path):
    copied = tmp_path / "start.safetensors"
    copied.write_bytes(trained[1].read_bytes())
    session = begun(project, copied)
    session.train(5)
    checkpoint.save(session, tmp_path / "run.weights")
    copied.unlink()
    resumed = checkpoint.resume(tmp_path / "run.weights", session.project)
    assert torch.equal(resumed.theta, session.theta)
    assert resumed.project.start == session.project.start


def damaged(kind, path, folder):
    arrays = read_arrays(path)
    file = folder / f"{kind}.safetensors"
    match kind:
        case "shape":
            save_file(arrays | {"linear_2.weight": torch.zeros(3, 8)}, file)
        case "nan":
            save_file(arrays | {"linear_2.bias": torch.full((8,), torch.nan)}, file)
        case "others":
            save_file({"a": torch.zeros(77)}, file)
        case "cut":
            file.write_bytes(path.read_bytes()[:100])
        case "code":
            file = folder / "code.pt"
            torch.save(copy.deepcopy(nn.Linear(2, 2)), file)
        case "text":
            file = folder / "text.pt"
            file.write_text("weights")
    return file


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("shape", r"linear_2\.weight has the shape 3 × 8 in the file and 8 × 8 in the network"),
        ("nan", r"linear_2\.bias, for linear_2\.bias, has numbers that are not finite"),
        ("others", "does not fit the network: 6 of 6 arrays are missing"),
        ("cut", "is not a file of weights, or it is incomplete"),
        ("code", "nothing in it was run"),
        ("text", "nothing in it was run"),
        ("missing", "No such file"),
    ],
)
def test_what_does_not_fit_is_one_sentence(project, trained, tmp_path, kind, words):
    with pytest.raises(FileProblem, match=words) as problem:
        begun(project, damaged(kind, trained[1], tmp_path))
    assert kind in str(problem.value)
    assert "\n" not in str(problem.value)


def test_the_file_is_found_again_beside_the_project(project, trained, tmp_path):
    start = StartSpec(weights=str(tmp_path / "deep" / "w.pt"), partial=True)
    save(project.with_(start=start), tmp_path / "p.descent")
    assert '"deep/w.pt"' in (tmp_path / "p.descent").read_text(encoding="utf-8")
    assert load(tmp_path / "p.descent").start == start
    assert '"weights"' not in dumps(project)
    assert loads(dumps(project)).start == StartSpec()
