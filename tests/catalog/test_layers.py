"""What every layer promises: the shape it tells, the counts, and the rule for many weights at once."""

from math import prod

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from playground.catalog.kinds import INITIALIZERS, LAYERS, ParameterSets, ShapeProblem

FLAT, SEQUENCE, IMAGE = (6,), (5, 6), (4, 9, 7)
SETTINGS = {
    "linear": [{}, {"units": 1}, {"units": 5, "bias": False}],
    "conv2d": [
        {},
        {"channels": 3, "kernel": 5, "padding": 0},
        {"channels": 6, "kernel": 4, "stride": 3, "padding": 2, "groups": 2},
        {"channels": 4, "kernel": 1, "padding": 0, "groups": 4, "bias": False},
        {"channels": 2, "kernel": 7, "stride": 16, "padding": 0},
        {"channels": 2, "kernel": 3, "stride": 2, "padding": 1, "dilation": 3},
    ],
    "max_pool": [
        {},
        {"kernel": 3, "stride": 2, "ceil": True},
        {"kernel": 2, "stride": 5, "padding": 1, "ceil": True},
        {"kernel": 3, "stride": 1, "padding": 1},
        {"kernel": 7, "stride": 5},
        {"kernel": 1, "stride": 3},
    ],
    "avg_pool": [
        {},
        {"kernel": 3, "stride": 2, "ceil": True},
        {"kernel": 2, "stride": 5, "padding": 1, "ceil": True},
        {"kernel": 3, "stride": 1, "padding": 1},
        {"kernel": 7, "stride": 5},
        {"kernel": 1, "stride": 3},
    ],
    "conv1d": [
        {},
        {"channels": 3, "kernel": 2, "stride": 2, "padding": 0},
        {"kernel": 3, "padding": 4, "dilation": 3},
    ],
    "conv_transpose2d": [
        {},
        {"channels": 3, "kernel": 3, "stride": 1, "padding": 0, "bias": False},
        {"channels": 2, "kernel": 2, "stride": 5, "padding": 2},
    ],
    "maxout": [{}, {"units": 5, "pieces": 3}],
    "adaptive_pool": [{}, {"height": 3, "width": 20}],
    "global_pool": [{}, {"keep": "max"}],
    "reshape": [{}, {"shape": "2 × ?"}, {"shape": "? x 3"}, {"shape": "1, 2, -1"}],
    "upsample": [{}, {"factor": 3, "mode": "bilinear"}],
    "group_norm": [{}, {"groups": 3}, {"groups": 2, "affine": False}],
    "instance_norm": [{}, {"affine": True}],
    "rms_norm": [{}, {"affine": False, "epsilon": 0.01}],
    "batch_norm": [{}, {"affine": False}, {"momentum": 0.5, "epsilon": 1e-3}],
    "layer_norm": [{}, {"affine": False}],
}


def cases(*shapes):
    """Every layer at several settings on every shape that it takes, single or as often as it wants."""
    found = []
    for kind in LAYERS:
        for number, params in enumerate(SETTINGS.get(kind.key, [{}])):
            for shape in shapes:
                layer = LAYERS.create(kind.key, params)
                inputs = (shape,) * max(1, kind.inputs[0])
                try:
                    layer.out_shape(*inputs)
                except ShapeProblem:
                    continue
                found.append(
                    pytest.param(layer, inputs, id=f"{kind.key}-{number}-{'x'.join(map(str, shape))}")
                )
    return found


def numbers(*shape, seed=3):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def trained(module):
    """A module whose weights and running statistics are no longer the first ones."""
    module.double()
    for place, value in enumerate(module.parameters()):
        value.data = numbers(*value.shape, seed=100 + place)
    for name, value in module.named_buffers():
        if value.is_floating_point():
            value.copy_(numbers(*value.shape, seed=200).abs() + (0.5 if "var" in name else 0.0))
    return module.eval()


@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT, SEQUENCE, IMAGE, (5, 1, 1), (1,), (1, 6), (5, 1)))
def test_the_module_gives_the_shape_that_was_promised(layer, inputs):
    promised = layer.out_shape(*inputs)
    module = layer.build(*inputs).double()
    for samples in (2, 3):
        assert module(*(numbers(samples, *shape) for shape in inputs)).shape == (samples, *promised)


@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT, SEQUENCE, IMAGE))
def test_counting_without_memory_finds_the_parameters_of_the_real_module(layer, inputs):
    with torch.device("meta"):
        counted = [(name, p.shape) for name, p in layer.build(*inputs).named_parameters()]
    built = [*layer.build(*inputs).named_parameters()]
    assert counted == [(name, p.shape) for name, p in built]
    with Operations() as done:
        assert layer.parameter_count(*inputs) == sum(p.numel() for _, p in built)
    assert done.names <= FIRST_VALUES, "it would load the compiler of torch, which takes seconds"


FIRST_VALUES = {"aten::empty", "aten::zeros", "aten::ones", "aten::fill_", "aten::zero_", "aten::uniform_"}


class Operations(TorchDispatchMode):
    """Collects the names of the operations that are done."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.add(func.name().split(".")[0])
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT, SEQUENCE, IMAGE))
def test_multiply_adds_are_the_uses_of_the_weights(layer, inputs):
    """Every weight is used once at each place that its filter or its sum is computed for."""
    uses = {
        "linear": lambda x, _: prod(x[:-1]),
        "maxout": lambda _x, _: 1,
        "conv1d": lambda _, y: y[0],
        "conv2d": lambda _, y: prod(y[1:]),
        "conv_transpose2d": lambda x, _: prod(x[1:]),
    }
    module, expected = layer.build(*inputs), 0
    if layer.key in uses:
        expected = module.weight.numel() * uses[layer.key](inputs[0], layer.out_shape(*inputs))
    elif layer.takes_initializer:
        return  # said beside the entry's own values
    assert layer.multiply_adds(*inputs) == expected


@pytest.mark.parametrize(
    ("kind", "params", "shape"),
    [
        *(("conv2d", {"channels": 16, "groups": groups}, (16, 8, 8)) for groups in (1, 2, 16)),
        ("conv2d", {"channels": 6, "groups": 3, "stride": 2, "padding": 2, "dilation": 2}, (3, 9, 7)),
        ("conv_transpose2d", {"channels": 6}, (4, 5, 5)),
        ("conv1d", {"channels": 6, "stride": 2}, (9, 4)),
        ("self_attention", {}, (6, 8)),
        ("lstm", {"units": 4}, (5, 3)),
    ],
)
def test_multiply_adds_are_those_that_torch_counts(kind, params, shape):
    layer = LAYERS.create(kind, params)
    module = layer.build(shape)
    with FlopCounterMode(display=False) as counter:
        module(numbers(1, *shape).float())
    assert layer.multiply_adds(shape) == counter.get_total_flops() // 2


def test_a_grouped_convolution_counts_the_channels_of_one_group():
    depthwise = LAYERS.create("conv2d", {"channels": 16, "groups": 16})
    assert depthwise.multiply_adds((16, 8, 8)) == 9216


@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT))
def test_the_rule_for_many_weights_equals_one_module_after_the_other(layer, inputs):
    count, samples = 4, 5
    module = trained(layer.build(*inputs))
    values = [numbers(samples, *shape, seed=k) for k, shape in enumerate(inputs)]
    sets = [
        {name: numbers(*p.shape, seed=10 * k + j) for j, (name, p) in enumerate(module.named_parameters())}
        for k in range(count)
    ]
    stacked = {name: torch.stack([each[name] for each in sets]) for name in sets[0]}
    result = layer.stacked(ParameterSets(module, stacked), *(value.t()[None] for value in values))
    if layer.key == "input":
        assert result is None
        return
    assert result is not None, f"{layer.key} has lost its rule for lists of numbers"
    result = result.expand(count, -1, -1)
    for k in range(count):
        expected = torch.func.functional_call(module, sets[k], tuple(values))
        torch.testing.assert_close(result[k].t(), expected.flatten(1), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT))
def test_the_rule_for_many_weights_takes_inputs_that_differ_per_set(layer, inputs):
    count, samples = 3, 5
    module = trained(layer.build(*inputs))
    values = [numbers(count, shape[0], samples, seed=k) for k, shape in enumerate(inputs)]
    stacked = {name: p.detach().expand(count, *p.shape) for name, p in module.named_parameters()}
    result = layer.stacked(ParameterSets(module, stacked), *values)
    if layer.key == "input":
        assert result is None
        return
    for k in range(count):
        expected = module(*(value[k].t() for value in values))
        torch.testing.assert_close(result[k].t(), expected.flatten(1), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT))
def test_the_rule_for_many_weights_has_the_gradient_of_the_modules(layer, inputs):
    module = trained(layer.build(*inputs))
    names = [name for name, _ in module.named_parameters()]
    stacked = {name: p.detach()[None].clone().requires_grad_() for name, p in module.named_parameters()}
    values = [numbers(5, *shape, seed=k).requires_grad_() for k, shape in enumerate(inputs)]
    result = layer.stacked(ParameterSets(module, stacked), *(value.t()[None] for value in values))
    if layer.key == "input":
        assert result is None
        return
    slope = numbers(*result.shape[1:], seed=9)
    ours = torch.autograd.grad((result[0] * slope).sum(), [*values, *stacked.values()])
    direct = torch.autograd.grad(
        (module(*values).flatten(1) * slope.t()).sum(), [*values, *module.parameters()]
    )
    assert len(ours) == len(inputs) + len(names)
    for one, other in zip(ours, direct, strict=True):
        torch.testing.assert_close(one.reshape(other.shape), other, rtol=1e-10, atol=1e-10)


def test_a_norm_over_images_has_no_rule_for_many_weights():
    for kind in ("batch_norm", "layer_norm"):
        layer = LAYERS.create(kind)
        assert layer.stacked(ParameterSets(layer.build(IMAGE), {}), numbers(1, 4 * 9 * 7, 3)) is None


@pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.key)
def test_the_palette_knows_how_many_wires_may_end_at_a_layer(layer):
    least, most = layer.inputs
    assert least >= 0
    assert most is None or most >= least
    assert layer.takes_activation == (layer.key not in {"input", "output"})


@pytest.mark.parametrize("initializer", [kind.key for kind in INITIALIZERS])
@pytest.mark.parametrize(("layer", "inputs"), cases(FLAT, SEQUENCE, IMAGE))
def test_every_parameter_and_buffer_has_a_first_value_whatever_was_in_its_memory(layer, inputs, initializer):
    def begun(seed):
        module = layer.build(*inputs)
        with torch.no_grad():
            for value in (*module.parameters(), *module.buffers()):
                value.fill_(float("nan") if value.is_floating_point() else 77)
            layer.reset(module)
            weights = list(layer.weights(module))
            for weight in weights:
                INITIALIZERS.create(initializer).begin(weight, torch.Generator().manual_seed(seed))
        return module.state_dict(), weights

    (first, weights), (again, _) = begun(4), begun(4)
    assert bool(weights) == layer.takes_initializer
    assert all(torch.equal(again[name], value) for name, value in first.items())
    assert all(torch.isfinite(value).all() for value in first.values())
    assert all(not weight.tensor.any() for weight in weights if weight.bias and initializer != "default")
    if not weights:
        assert {name: value.tolist() for name, value in first.items()} == {
            name: value.tolist() for name, value in layer.build(*inputs).state_dict().items()
        }
