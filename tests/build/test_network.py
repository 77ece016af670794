"""Networks: the same weights for a seed, values that follow the wires, and first weights as chosen."""

import pytest
import torch
from torch.nn import functional

from playground.build.analysis.shapes import analyze
from playground.build.network import build_network

I, O, HEAD = ("input",), ("output",), ("linear", {"units": 2})  # noqa: E741


def built(project, seed=0):
    report = analyze(project)
    assert report.problems == ()
    return build_network(project.graph, report, seed)


def weights(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def numbers(*shape, seed=1):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture
def deep(chain):
    boxes = [
        ("linear", {"units": 9}, "prelu"),
        ("batch_norm",),
        ("dropout",),
        ("linear", {"units": 7}, "tanh"),
        HEAD,
    ]
    return chain(*boxes)


@pytest.fixture
def branched(draw):
    """Four branches from the input that meet by addition, multiplication and side by side."""
    nodes = {
        "i": I,
        "a": ("linear", {"units": 3}, "tanh"),
        "b": ("linear", {"units": 3}),
        "c": ("linear", {"units": 3}, "relu"),
        "plus": ("add", {}, "sigmoid"),
        "times": ("multiply",),
        "beside": ("concat",),
        "h": HEAD,
        "o": O,
    }
    wires = [
        "i>a",
        "i>b",
        "i>c",
        "a>plus",
        "b>plus",
        "plus>times",
        "c>times",
        "times>beside",
        "i>beside",
        "a>beside",
    ]
    return draw(nodes, [*wires, "beside>h", "h>o"])


def test_a_seed_decides_all_weights(deep):
    first, again, other = (weights(built(deep, seed)) for seed in (5, 5, 6))
    assert all(torch.equal(first[name], again[name]) for name in first)
    linear = [name for name in first if name.endswith("weight") and first[name].dim() == 2]
    assert len(linear) == 3
    assert not any(torch.equal(first[name], other[name]) for name in linear)
    assert all(torch.isfinite(value).all() for value in first.values())


def test_building_leaves_the_random_numbers_of_torch_alone(deep):
    before = torch.get_rng_state()
    built(deep)
    assert torch.equal(torch.get_rng_state(), before)


def test_layers_of_one_shape_begin_differently(chain):
    network = built(chain(("linear", {"units": 2}), ("linear", {"units": 2}), HEAD))
    assert not torch.equal(network.module_of("a").weight, network.module_of("b").weight)


def test_a_new_layer_at_the_end_leaves_the_weights_before_it(chain):
    short, long = built(chain(HEAD)), built(chain(HEAD, HEAD))
    assert torch.equal(short.module_of("a").weight, long.module_of("a").weight)


def test_branches_are_computed_as_drawn(branched):
    network, x = built(branched, 3), numbers(5, 2)
    linear = {name: network.module_of(name) for name in "abch"}
    a = torch.tanh(functional.linear(x, linear["a"].weight, linear["a"].bias))
    b = functional.linear(x, linear["b"].weight, linear["b"].bias)
    c = functional.linear(x, linear["c"].weight, linear["c"].bias).clamp(min=0)
    side = torch.cat([torch.sigmoid(a + b) * c, x, a], 1)
    expected = functional.linear(side, linear["h"].weight, linear["h"].bias)
    torch.testing.assert_close(network(x), expected)
    values = network.forward_all(x)
    assert list(values) == list(network.order)
    torch.testing.assert_close(values["plus"], torch.sigmoid(a + b))
    torch.testing.assert_close(values["beside"], side)
    assert torch.equal(values["i"], x)
    assert values["o"] is values["h"] or torch.equal(values["o"], values["h"])


def test_side_by_side_keeps_the_order_of_the_slots(draw):
    nodes = {"i": I, "a": ("linear", {"units": 1}), "c": ("concat",), "h": HEAD, "o": O}
    project = draw(nodes, ["i>a", "a>c", "i>c", "c>h", "h>o"])
    swapped = (
        project.graph.disconnect(*project.graph.inputs_of("c")).connect("a", "c", 1).connect("i", "c", 0)
    )
    x = numbers(4, 2)
    for each, order in ((project, ("a", "i")), (project.with_(graph=swapped), ("i", "a"))):
        network = built(each)
        values = network.forward_all(x)
        assert network.step_of("c").inputs == order
        assert torch.equal(values["c"], torch.cat([values[name] for name in order], 1))


def test_a_chain_gives_the_same_with_and_without_the_values_between(deep):
    network, x = built(deep).eval(), numbers(6, 2)
    assert torch.equal(network(x), network.forward_all(x)["o"])


def test_the_output_is_the_last_step_wherever_it_was_drawn(draw):
    project = draw({"o": O, "h": HEAD, "i": I}, ["h>o", "i>h"])
    assert built(project).order == ("i", "h", "o")


def test_parameters_of_a_node_include_those_of_its_activation(deep):
    network = built(deep)
    assert [name for name, _ in network.parameters_of("a")] == ["weight", "bias", "activation.weight"]
    assert network.parameters_of("c") == []
    report = analyze(deep)
    for node, count in report.parameters.items():
        assert sum(p.numel() for _, p in network.parameters_of(node)) == count
    with pytest.raises(KeyError):
        network.step_of("z")


@pytest.mark.parametrize(
    ("initializer", "activation", "low", "high"),
    [
        (("zeros", {}), None, 0, 0),
        (("normal", {"std": 2.0}), None, 1.9, 2.1),
        (("uniform", {"bound": 3.0}), None, 1.65, 1.82),
        (("kaiming", {}), "relu", 0.135, 0.148),
        (("kaiming", {}), None, 0.095, 0.105),
        (("xavier", {}), "tanh", 0.16, 0.174),
        (None, None, 0.055, 0.0601),
    ],
)
def test_first_weights_follow_the_choice_and_the_activation_behind(chain, initializer, activation, low, high):
    project = chain(("linear", {"units": 100}), ("linear", {"units": 100}, activation, initializer), HEAD)
    module = built(project).module_of("b")
    assert low <= module.weight.std().item() <= high
    if initializer is None:
        assert 0.09 < module.bias.abs().max() <= 0.1
    else:
        assert not module.bias.any()


def test_filters_are_initialized_too(chain):
    convolution = ("conv2d", {"channels": 64, "kernel": 5}, None, ("normal", {"std": 0.5}))
    network = built(chain(convolution, ("flatten",), ("linear", {"units": 10}), dataset="digits"))
    module = network.module_of("a")
    assert module.weight.std().item() == pytest.approx(0.5, rel=0.1)
    assert not module.bias.any()


def test_a_norm_begins_as_an_identity_with_empty_statistics(deep):
    norm = built(deep).module_of("b")
    assert (norm.weight == 1).all()
    assert not norm.bias.any()
    assert not norm.running_mean.any()
    assert (norm.running_var == 1).all()
    assert norm.num_batches_tracked == 0


def test_a_learned_slope_begins_as_chosen(chain):
    network = built(chain(("linear", {"units": 4}, ("prelu", {"initial": 0.75})), HEAD))
    assert network.step_of("a").activation_module.weight.tolist() == [0.75]


def test_gradients_reach_every_parameter(branched):
    network = built(branched)
    network(numbers(8, 2)).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())
