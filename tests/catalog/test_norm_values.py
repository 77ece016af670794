"""What norms compute, by their formulas written out."""

import pytest
import torch

from playground.catalog.kinds import LAYERS


def numbers(*shape, seed=3):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def built(kind, shape, **params):
    module = LAYERS.create(kind, params).build(shape).double()
    for place, value in enumerate(module.parameters()):
        value.data = numbers(*value.shape, seed=10 + place)
    return module


def normalized(x, over, epsilon):
    mean, variance = x.mean(over, keepdim=True), x.var(over, correction=0, keepdim=True)
    return (x - mean) / torch.sqrt(variance + epsilon)


def same_in_both_modes(module, x, expected):
    for mode in (True, False):
        torch.testing.assert_close(module.train(mode)(x).detach(), expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("shape", [(6,), (6, 3, 2)], ids=["list", "image"])
@pytest.mark.parametrize("groups", [1, 2, 6])
def test_group_norm_is_over_neighbouring_channels(shape, groups):
    if len(shape) == 1 and groups == 6:
        groups = 3
    module, x = built("group_norm", shape, groups=groups, epsilon=1e-3), 3 * numbers(4, *shape) + 2
    grouped = x.reshape(4, groups, -1)
    y = normalized(grouped, 2, 1e-3).reshape(x.shape)
    along = (-1, *[1] * (len(shape) - 1))
    scale, shift = module.weight.detach().reshape(along), module.bias.detach().reshape(along)
    same_in_both_modes(module, x, y * scale + shift)


def test_one_group_without_scale_is_layer_norm():
    x = numbers(3, 4, 5, 6)
    group = built("group_norm", (4, 5, 6), groups=1, affine=False)
    layer = built("layer_norm", (4, 5, 6), affine=False)
    torch.testing.assert_close(group(x), layer(x))


def test_instance_norm_is_over_the_pixels_of_each_channel():
    module, x = built("instance_norm", (3, 4, 5), affine=True, epsilon=1e-3), 3 * numbers(2, 3, 4, 5) + 2
    scale, shift = module.weight.detach()[:, None, None], module.bias.detach()[:, None, None]
    same_in_both_modes(module, x, normalized(x, (2, 3), 1e-3) * scale + shift)
    assert list(built("instance_norm", (3, 4, 5)).parameters()) == []


@pytest.mark.parametrize(
    ("shape", "over"),
    [((6,), (1,)), ((4, 6), (2,)), ((2, 3, 4), (1, 2, 3))],
    ids=["list", "sequence", "image"],
)
def test_rms_norm_divides_by_the_root_of_the_mean_square(shape, over):
    module, x = built("rms_norm", shape, epsilon=1e-3), 3 * numbers(5, *shape) + 2
    size = torch.sqrt(x.square().mean(over, keepdim=True) + 1e-3)
    same_in_both_modes(module, x, x / size * module.weight.detach())


def test_layer_norm_of_a_sequence_is_over_the_features_of_each_step():
    module, x = built("layer_norm", (4, 6), epsilon=1e-3), 3 * numbers(5, 4, 6) + 2
    assert [tuple(p.shape) for p in module.parameters()] == [(6,), (6,)]
    same_in_both_modes(module, x, normalized(x, 2, 1e-3) * module.weight.detach() + module.bias.detach())


def test_batch_norm_of_a_sequence_is_over_samples_and_steps():
    module, x = built("batch_norm", (4, 6), momentum=0.25, epsilon=1e-3), 3 * numbers(5, 4, 6) + 2
    scale, shift = module.weight.detach(), module.bias.detach()
    expected = normalized(x, (0, 1), 1e-3) * scale + shift
    torch.testing.assert_close(module.train()(x).detach(), expected, rtol=1e-10, atol=1e-10)
    torch.testing.assert_close(module.running_mean, 0.25 * x.mean((0, 1)))
    kept = 0.75 + 0.25 * x.flatten(0, 1).var(0)
    torch.testing.assert_close(module.running_var, kept)
    expected = (x - 0.25 * x.mean((0, 1))) / torch.sqrt(kept + 1e-3) * scale + shift
    torch.testing.assert_close(module.eval()(x).detach(), expected, rtol=1e-10, atol=1e-10)
