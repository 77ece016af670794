import pytest
import torch

from playground.engine import devices as devices_module
from playground.engine.devices import DeviceProblem, devices, name_of, resolve


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
