import pytest
import torch

from playground.engine import devices as devices_module
from playground.engine import threads
from playground.engine.devices import DeviceProblem, devices, name_of, resolve
from playground.engine.session import Session
from playground.engine.threads import fit_threads


def test_the_cpu_is_always_there_and_comes_first():
    key, words = devices()[0]
    assert key == "cpu"
    assert words.startswith("CPU (")
    assert resolve("cpu") == torch.device("cpu")
    assert name_of(torch.device("cpu")) == "CPU"
    assert name_of(torch.device("mps")) == "Apple GPU"


@pytest.mark.parametrize("key", ["cuda:99", "cuda:100"])
def test_a_device_that_is_not_there_is_told_with_those_that_are(key):
    with pytest.raises(DeviceProblem, match=f"This machine has no device “{key}”; it has cpu"):
        resolve(key)


@pytest.mark.parametrize(
    ("there", "key", "expected"),
    [
        (["cpu"], "auto", "cpu"),
        (["cpu", "cuda:0", "cuda:1"], "auto", "cuda:0"),
        (["cpu", "mps"], "auto", "mps"),
        (["cpu", "cuda:0", "cuda:1"], "cuda", "cuda:0"),
        (["cpu", "cuda:0", "cuda:1"], "cuda:1", "cuda:1"),
        (["cpu", "cuda:0"], "cpu", "cpu"),
    ],
)
def test_the_choice_among_devices(there, key, expected, monkeypatch):
    monkeypatch.setattr(devices_module, "devices", lambda: [(name, name.upper()) for name in there])
    assert resolve(key) == torch.device(expected)


def test_small_networks_train_on_one_thread(spiral):
    torch.set_num_threads(2)
    assert fit_threads(Session(spiral)) == 1
    assert torch.get_num_threads() == 1


@pytest.mark.parametrize(("cores", "expected"), [(1, 1), (2, 2), (64, 4), (None, 1)])
def test_convolutions_on_images_take_a_few(cores, expected, chain, project_of, monkeypatch):
    monkeypatch.setattr(threads.os, "cpu_count", lambda: cores)
    graph = chain(
        ("conv2d", {"channels": 32}, "relu"),
        ("conv2d", {"channels": 32}, "relu"),
        ("flatten", {}, None),
        ("linear", {"units": 10}, None),
    )
    assert fit_threads(Session(project_of("digits", {}, graph))) == expected
    assert torch.get_num_threads() == expected


def test_the_number_of_threads_follows_the_batch(chain, project_of, changed, monkeypatch):
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 2)
    graph = chain(("flatten", {}, None), ("linear", {"units": 64}, "relu"), ("linear", {"units": 10}, None))
    small = project_of("digits", {}, graph, batch_size=32)
    work = 64 * 64 + 64 * 10 + 64 + 64 + 10 + 10
    assert fit_threads(Session(small)) == 1
    assert fit_threads(Session(changed(small, batch_size=int(threads.LARGE / work) + 1))) == 2
    assert fit_threads(Session(changed(small, batch_size=int(threads.LARGE / work) - 1))) == 1
