"""What every entry of every registry promises, whatever it does."""

import json
import math
import sys
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import playground.catalog
from playground.catalog.all_entries import ALL
from playground.catalog.kinds import (
    ACTIVATIONS,
    BLOCKS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    TRANSFORMS,
    AnyShapeLayer,
    LossSchedule,
    Registry,
    UnknownEntry,
)
from playground.spec.base import Choice

WITH_FORMULA = (
    LAYERS,
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    TRANSFORMS,
    SURFACES,
    BLOCKS,
)

ENTRIES = [pytest.param(r, e, id=f"{r.noun}-{e.key}") for r in ALL for e in r]
FORMULAS = [pytest.param(e, id=f"{r.noun}-{e.key}") for r in WITH_FORMULA for e in r]
PARAMETERS = [
    pytest.param(r, e, name, id=f"{r.noun}-{e.key}-{name}") for r in ALL for e in r for name in e.model_fields
]
EXPECTED = {
    "layer": {"input", "output", "linear", "maxout", "conv2d", "conv1d", "conv_transpose2d", "max_pool", "avg_pool",
              "adaptive_pool", "global_pool", "batch_norm", "layer_norm", "rms_norm", "group_norm", "instance_norm",
              "dropout", "dropout2d", "gaussian_noise", "add", "concat", "multiply", "flatten", "reshape", "upsample",
              "identity", "activation", "embedding", "rows", "rnn", "gru", "lstm", "positional_encoding",
              "learned_positions", "self_attention", "step_pool"},
    "activation": {"relu", "tanh", "sigmoid", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "mish", "softplus",
                   "softsign", "hardswish", "relu6", "sine", "maxout", "softmax", "identity"},
    "initializer": {"default", "xavier", "kaiming", "normal", "uniform", "orthogonal", "constant", "zeros"},
    "loss": {"cross_entropy", "bce", "nll", "hinge", "mse", "l1", "huber"},
    "optimizer": {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"},
    "schedule": {"constant", "step", "exponential", "cosine", "one_cycle", "linear_decay", "inverse_time"},
    "data set": {"circle", "xor", "gaussians", "spiral", "moons", "sine", "step", "sawtooth", "polynomial", "iris",
                 "wine", "breast_cancer", "diabetes", "digits", "fashion_mnist", "mnist", "cifar10", "checkerboard",
                 "sinc", "plane", "hills", "drawn", "csv", "parquet", "xlsx", "npz", "image_folder", "comparisons",
                 "emnist_letters", "fashion_mnist_part", "idx"},
    "transform": {"none", "centre", "standardize", "min_max", "pca", "pca_whitening", "zca", "mean_image",
                  "channel_mean", "channel_standardize"},
    "surface": {"rosenbrock", "beale", "valley", "booth", "matyas", "mccormick", "himmelblau", "three_hump_camel",
                "six_hump_camel", "goldstein_price", "styblinski_tang", "rastrigin", "ackley", "levy_13", "griewank",
                "saddle", "monkey_saddle", "easom"},
    "ready block": {"residual", "residual_pre", "bottleneck", "inception", "squeeze_excite", "transformer"},
    "ready network": {"lenet5", "c64_c64_c128_1000", "alexnet", "vgg16", "resnet18", "resnet50", "resnet101"},
}  # fmt: skip


def bounds(field):
    """Least and greatest value of a parameter, each with whether it is allowed itself."""
    low, high = (-math.inf, False), (math.inf, False)
    for rule in field.metadata:
        for name in ("ge", "gt"):
            if getattr(rule, name, None) is not None:
                low = (getattr(rule, name), name == "ge")
        for name in ("le", "lt"):
            if getattr(rule, name, None) is not None:
                high = (getattr(rule, name), name == "le")
    return low, high


@pytest.mark.parametrize("registry", ALL, ids=lambda registry: registry.noun)
def test_files_of_others_keep_working_because_no_key_is_lost(registry):
    assert {entry.key for entry in registry} >= EXPECTED[registry.noun]
    assert len(registry) == len(list(registry))


@pytest.mark.parametrize(("registry", "entry"), ENTRIES)
def test_an_entry_tells_what_it_is(registry, entry):
    assert entry.key in registry
    assert registry.entry(entry.key) is entry
    assert entry.key == entry.key.lower().replace(" ", "_").replace("-", "_")
    assert entry.title.strip()
    assert entry.title == entry.title.strip()
    assert entry.group.strip()
    assert entry.summary().endswith(".")
    assert len(entry.summary()) > 10
    assert entry.when.endswith(".")


@pytest.mark.parametrize("entry", FORMULAS)
def test_an_entry_that_computes_has_a_formula_in_one_line(entry):
    assert entry.formula.strip()
    assert "\n" not in entry.formula


@pytest.mark.parametrize("registry", ALL, ids=lambda registry: registry.noun)
def test_titles_tell_the_entries_of_a_registry_apart(registry):
    titles = [entry.title for entry in registry]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("registry", "entry", "name"), PARAMETERS)
def test_a_parameter_has_help_a_kind_and_a_default_within_its_bounds(registry, entry, name):
    field = entry.model_fields[name]
    assert field.description.strip().endswith(".")
    default = field.default
    assert isinstance(default, bool | int | float | str)
    if isinstance(default, int | float) and not isinstance(default, bool):
        (low, low_allowed), (high, high_allowed) = bounds(field)
        assert low < default < high or (low_allowed and default == low) or (high_allowed and default == high)
        assert math.isfinite(low)
        assert math.isfinite(high)
    elif isinstance(default, str) and get_args(field.annotation):
        assert default in get_args(field.annotation)
    extra = field.json_schema_extra
    assert set(extra) >= {"unit", "log", "live"}
    if extra["log"]:
        assert bounds(field)[0][0] >= 0


@pytest.mark.parametrize(("registry", "entry"), ENTRIES)
def test_an_entry_survives_the_way_through_a_file(registry, entry):
    made = registry.create(entry.key)
    choice = Choice(kind=entry.key, params=made.model_dump())
    again = Choice.model_validate_json(json.dumps(choice.model_dump(mode="json")))
    assert again == choice
    assert registry.of(again) == made
    assert registry.of(Choice(kind=entry.key)) == made


@pytest.mark.parametrize(("registry", "entry"), ENTRIES)
def test_an_unknown_parameter_is_refused_by_its_name(registry, entry):
    with pytest.raises(UnknownEntry, match=f"{entry.title} has no parameter “wings”") as caught:
        registry.create(entry.key, {"wings": 2})
    assert (caught.value.parameter, caught.value.known) == ("wings", False)


@pytest.mark.parametrize(("registry", "entry", "name"), PARAMETERS)
def test_a_value_of_the_wrong_kind_is_refused_in_words(registry, entry, name):
    default = entry.model_fields[name].default
    wrong = 3.5 if isinstance(default, str) else "many"
    with pytest.raises(UnknownEntry, match="should be") as caught:
        registry.create(entry.key, {name: wrong})
    assert (caught.value.parameter, caught.value.known) == (name, True)
    assert entry.title in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(("registry", "entry", "name"), PARAMETERS)
def test_numbers_reach_their_bounds_and_not_beyond(registry, entry, name):
    field = entry.model_fields[name]
    if isinstance(field.default, bool | str):
        assert bounds(field) == ((-math.inf, False), (math.inf, False))
        return
    (low, low_allowed), (high, high_allowed) = bounds(field)
    number = type(field.default)
    for bound, allowed, beyond in ((low, low_allowed, low - 1), (high, high_allowed, high + 1)):
        edge = number(bound)
        if allowed:
            assert getattr(registry.create(entry.key, {name: edge}), name) == edge
        else:
            with pytest.raises(UnknownEntry, match="than"):
                registry.create(entry.key, {name: edge})
        with pytest.raises(UnknownEntry, match=r"should be (at|more|less)"):
            registry.create(entry.key, {name: number(beyond)})


@pytest.mark.parametrize(("registry", "entry", "name"), PARAMETERS)
def test_infinity_and_nonsense_are_no_numbers(registry, entry, name):
    for value in (math.inf, math.nan):
        with pytest.raises(UnknownEntry):
            registry.create(entry.key, {name: value})


@pytest.mark.parametrize("registry", ALL, ids=lambda registry: registry.noun)
def test_an_unknown_key_is_refused_by_its_name(registry):
    with pytest.raises(UnknownEntry, match=f"There is no {registry.noun} called “perpetuum”."):
        registry.create("perpetuum")
    assert "perpetuum" not in registry


def test_an_entry_that_leaves_out_a_method_is_refused_when_it_is_registered():
    class Shapeless(AnyShapeLayer):
        def out_shape(self, *inputs):
            return inputs[0]

    class Formless(LossSchedule):
        pass

    with pytest.raises(TypeError, match="Shapeless must define module"):
        Registry("layer").register("shapeless", title="Shapeless", group="Tests")(Shapeless)
    with pytest.raises(TypeError, match="Formless must define after_evaluation"):
        Registry("schedule").register("formless", title="Formless", group="Tests")(Formless)


FOLDERS = sorted(path.parent for path in Path(playground.catalog.__path__[0]).glob("*/__init__.py"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_modules_of_a_folder_are_those_that_register_entries(folder):
    found = {file.stem for file in folder.glob("*.py") if ".register(" in file.read_text(encoding="utf-8")}
    module = import_module(f"playground.catalog.{folder.name}")
    assert set(getattr(module, "MODULES", ())) == found


FRUIT = """
from playground.catalog.kinds import Registry
MODULES = ("pear", "apple", "basket")
FRUIT = Registry("fruit", "fruit")
"""
ONE = """
from playground.catalog.fruit import FRUIT
from playground.catalog.kinds import Entry
@FRUIT.register("{0}", title="{0}", group="Fruit")
class Fruit(Entry):
    pass
"""


def test_modules_are_imported_when_they_are_needed_and_their_order_is_kept(tmp_path, monkeypatch):
    folder = tmp_path / "fruit"
    folder.mkdir()
    (folder / "__init__.py").write_text(FRUIT)
    for name, key in (("pear", "pear"), ("apple", "apple"), ("basket", "grapes")):
        (folder / f"{name}.py").write_text(ONE.format(key))
    monkeypatch.setattr(playground.catalog, "__path__", [*playground.catalog.__path__, str(tmp_path)])
    fruit = import_module("playground.catalog.fruit").FRUIT
    assert "apple" in fruit
    assert "playground.catalog.fruit.pear" not in sys.modules
    assert "grapes" in fruit
    assert [entry.key for entry in fruit] == ["pear", "apple", "grapes"]
    assert "quince" not in fruit
    assert len(fruit) == 3
