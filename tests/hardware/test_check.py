"""The check of a device: it compares everything, agrees with a sound device, and tells what differs."""

import math

import pytest
import torch

from playground.catalog.kinds import LAYERS, OPTIMIZERS
from playground.hardware.check.outcome import Outcome, failed, largest_difference
from playground.hardware.check.run import check, checked
from playground.hardware.check.training import check_examples, check_optimizers, check_resume

CPU = torch.device("cpu")


def test_layers_activations_and_losses_agree_in_float32_with_float64():
    found = list(check("cpu", ("layers", "activations", "losses")))
    assert [each for each in found if not each.ok] == []
    names = " ".join(each.name for each in found if each.group == "layer")
    assert [kind.title for kind in LAYERS if kind.title not in names] == []
    assert all(
        each.difference is not None and each.difference > 0.0 for each in found if each.group == "loss"
    )
    assert checked("cpu", found).as_json()["ok"] is True


def test_recorded_steps_are_those_of_autograd_and_a_resumed_run_goes_on():
    kinds = [OPTIMIZERS.entry(key) for key in ("adam", "lbfgs", "soap")]
    found = [*check_optimizers(CPU, kinds), *check_resume(CPU), *check_examples(CPU, "spiral")]
    assert [each.words for each in found if not each.ok] == []
    assert {each.group: each.difference for each in found if each.group != "example"} == {
        "optimizer": 0.0,
        "resume": 0.0,
    }
    assert len([each for each in found if each.group == "example"]) == 2


@pytest.mark.parametrize(
    ("found", "expected", "difference"),
    [
        ([1.0, 2.0], [1.0, 2.5], 0.2),
        ([1.0, math.nan], [1.0, 2.0], math.inf),
        ([math.inf, 2.0], [math.inf, 2.0], 0.0),
        ([1e-9], [2e-9], 1e-7),
        ([1.0, 2.0, 3.0], [1.0, 2.0], math.inf),
    ],
)
def test_the_largest_difference_is_relative_to_the_largest_number(found, expected, difference):
    assert largest_difference([torch.tensor(found)], [torch.tensor(expected)]) == pytest.approx(difference)


def test_one_difference_or_error_makes_a_check_fail():
    sound, wrong = Outcome("layer", "a", 1e-7, 1e-4), Outcome("layer", "b", math.inf, 1e-4)
    broken = failed("loss", "c", RuntimeError("no kernel\nfor this"))
    assert checked("cpu", [sound]).ok
    assert not checked("cpu", [sound, wrong]).ok
    assert not checked("cpu", [sound, broken]).ok
    assert broken.words == "RuntimeError: no kernel"
    assert checked("cpu", [wrong]).as_json()["outcomes"][0]["difference"] is None
