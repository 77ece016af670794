"""Layers on sequences: what they compute, beside torch's own modules and by their formulas written out."""

from math import sqrt

import pytest
import torch
from torch import nn
from torch.autograd import gradcheck

from playground.catalog.kinds import LAYERS, InsertBefore, Remove, SetParams, ShapeProblem, Tokens, describe

RECURRENT = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def numbers(*shape, seed=3):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def built(kind, *shapes, **params):
    """A module with weights of size 1."""
    layer = LAYERS.create(kind, params)
    module = layer.build(*shapes).double()
    with torch.no_grad():
        for place, value in enumerate(module.parameters()):
            value.copy_(numbers(*value.shape, seed=100 + place))
    return module


# --- recurrent layers ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RECURRENT)
@pytest.mark.parametrize(("steps", "features", "units"), [(1, 1, 1), (7, 3, 5), (4, 6, 2)])
def test_a_recurrent_layer_equals_that_of_torch_on_the_same_weights(kind, steps, features, units):
    x = numbers(3, steps, features)
    mine = built(kind, (steps, features), units=units, every_step=True)
    theirs = RECURRENT[kind](features, units, batch_first=True).double()
    theirs.load_state_dict(mine.state_dict())
    torch.testing.assert_close(mine(x), theirs(x)[0], rtol=1e-10, atol=1e-10)
    last = built(kind, (steps, features), units=units)
    torch.testing.assert_close(last(x), theirs(x)[0][:, -1], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kind", RECURRENT)
def test_a_recurrent_layer_does_not_see_the_future(kind):
    module, x = built(kind, (6, 2), units=4, every_step=True), numbers(1, 6, 2)
    other = x.clone()
    other[:, 4:] += 1
    same = (module(x) == module(other)).all(-1)[0]
    assert same.tolist() == [True] * 4 + [False] * 2


@pytest.mark.parametrize(("kind", "gates"), [("rnn", 1), ("gru", 3), ("lstm", 4)])
def test_an_initializer_fills_each_gate_by_itself(kind, gates):
    layer = LAYERS.create(kind, {"units": 5})
    module = layer.build((7, 3))
    weights = list(layer.weights(module))
    assert [tuple(w.tensor.shape) for w in weights] == [(5, 3)] * gates + [(5, 5)] * gates + [
        (gates * 5,)
    ] * 2
    assert [w.bias for w in weights] == [False] * (2 * gates) + [True] * 2
    bound = 1 / sqrt(5)
    for weight in weights:
        with torch.no_grad():
            weight.usual.fill(weight.tensor, torch.Generator().manual_seed(0))
    everything = torch.cat([p.flatten() for p in module.parameters()]).abs()
    assert 0.8 * bound < everything.max() <= bound
    assert layer.multiply_adds((7, 3)) == 7 * (module.weight_ih_l0.numel() + module.weight_hh_l0.numel())


# --- attention -------------------------------------------------------------------------------


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("heads", [1, 2, 6])
def test_attention_equals_that_of_torch_on_the_same_weights(heads, bias, causal):
    x = numbers(3, 5, 6)
    mine = built("self_attention", (5, 6), heads=heads, bias=bias, causal=causal)
    theirs = nn.MultiheadAttention(6, heads, bias=bias, batch_first=True).double()
    theirs.load_state_dict(dict(mine.named_parameters()))
    mask = torch.ones(5, 5, dtype=torch.bool).triu(1) if causal else None
    expected, _ = theirs(x, x, x, attn_mask=mask, need_weights=False)
    torch.testing.assert_close(mine(x), expected, rtol=1e-10, atol=1e-10)


def test_causal_attention_does_not_see_the_future():
    module, x = built("self_attention", (6, 4), causal=True), numbers(1, 6, 4)
    other = x.clone()
    other[:, 4:] += 1
    torch.testing.assert_close(module(x)[:, :4], module(other)[:, :4], rtol=0, atol=0)
    assert (module(x)[:, 4:] != module(other)[:, 4:]).any(-1).all()


def test_attention_without_positions_cannot_tell_the_order():
    module, x, turned = built("self_attention", (5, 6)), numbers(2, 5, 6), [3, 0, 4, 1, 2]
    torch.testing.assert_close(module(x)[:, turned], module(x[:, turned]), rtol=1e-10, atol=1e-10)


def test_attention_counts_its_products():
    layer = LAYERS.create("self_attention", {"heads": 3})
    module, (steps, features) = layer.build((5, 6)), (5, 6)
    weights = module.in_proj_weight.numel() + module.out_proj.weight.numel()
    pairs = 2 * steps * steps * features  # each pair of steps: its score, and the value that is taken
    assert layer.multiply_adds((5, 6)) == steps * weights + pairs


def test_attention_begins_as_in_torch():
    layer = LAYERS.create("self_attention", {"heads": 2})
    module = layer.build((5, 16))
    with torch.no_grad():
        for weight in layer.weights(module):
            weight.usual.fill(weight.tensor, torch.Generator().manual_seed(0))
    bound = sqrt(6 / (16 + 48))
    assert 0.9 * bound < module.in_proj_weight.abs().max() <= bound
    assert not module.in_proj_bias.any()
    assert 0.9 / 4 < module.out_proj.weight.abs().max() <= 1 / 4


# --- positions -------------------------------------------------------------------------------


@pytest.mark.parametrize("features", [1, 4, 7])
def test_positions_are_waves(features):
    module = LAYERS.create("positional_encoding").build((9, features))
    x = numbers(2, 9, features).float()
    added = module(x) - x
    for t, k in ((0, 0), (1, 0), (8, 1), (5, features - 1), (8, features - 1)):
        if k >= features:
            continue
        angle = torch.tensor(t / 10_000 ** ((k - k % 2) / features), dtype=torch.float64)
        wave = angle.cos() if k % 2 else angle.sin()
        torch.testing.assert_close(added[:, t, k].double(), wave.expand(2), rtol=0, atol=1e-6)


def test_learned_positions_are_added():
    module, x = built("learned_positions", (5, 3)), numbers(2, 5, 3)
    torch.testing.assert_close(module(x), x + module.weight)


# --- embedding -------------------------------------------------------------------------------


def test_an_embedding_looks_up_rows():
    module = built("embedding", Tokens(4, 6), vocabulary=7, size=3)
    x = torch.tensor([[0.0, 6.0, 3.0, 3.0], [1.0, 1.0, 1.0, 5.0]])
    assert module.weight.shape == (7, 3)
    assert torch.equal(module(x), module.weight[x.long()])


def test_the_gradient_of_an_embedding_goes_to_the_rows_that_were_read():
    module = built("embedding", Tokens(3, 5), vocabulary=5, size=2)
    x = torch.tensor([[0.0, 3.0, 3.0]])
    module(x).sum().backward()
    assert module.weight.grad.tolist() == [[1, 1], [0, 0], [0, 0], [2, 2], [0, 0]]
    weight = module.weight.detach().clone().requires_grad_()
    assert gradcheck(lambda w: torch.func.functional_call(module, {"weight": w}, (x,)), [weight])


def test_an_embedding_begins_normal():
    layer = LAYERS.create("embedding", {"vocabulary": 500, "size": 20})
    module = layer.build(Tokens(3, 500))
    (weight,) = layer.weights(module)
    assert weight.tensor.shape == (20, 500)  # out, in
    with torch.no_grad():
        weight.usual.fill(weight.tensor, torch.Generator().manual_seed(0))
    assert module.weight.detach().std() == pytest.approx(1, abs=0.03)


def test_tokens_are_not_as_many_numbers():
    assert Tokens(4, 7) != (4,)
    numbers_instead: tuple[int, ...] = (4,)
    assert numbers_instead != Tokens(4, 7)
    assert Tokens(4, 7) != Tokens(4, 8)
    assert Tokens(4, 7) == Tokens(4, 7)
    assert len({Tokens(4, 7), (4,), Tokens(4, 8), Tokens(4, 7)}) == 3
    assert describe(Tokens(4, 7)) == "4 tokens"


# --- images and lists ------------------------------------------------------------------------


def test_rows_of_all_channels_lie_side_by_side():
    x = torch.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    rows = LAYERS.create("rows").build((3, 4, 5))(x)
    assert rows.shape == (2, *LAYERS.create("rows").out_shape((3, 4, 5))) == (2, 4, 15)
    for c, i, j in ((0, 0, 1), (1, 2, 3), (2, 3, 4)):
        assert torch.equal(rows[:, i, c * 5 + j], x[:, c, i, j])


def test_a_sequence_becomes_its_last_step_or_the_mean_or_the_largest():
    x = numbers(3, 5, 4)
    for keep, expected in (("last", x[:, 4]), ("mean", x.sum(1) / 5), ("max", x.max(1).values)):
        torch.testing.assert_close(LAYERS.create("step_pool", {"keep": keep}).build((5, 4))(x), expected)


@pytest.mark.parametrize(
    "kind", ["rnn", "gru", "lstm", "self_attention", "positional_encoding", "learned_positions"]
)
def test_an_image_is_read_row_by_row_at_a_click(kind):
    layer = LAYERS.create(kind)
    with pytest.raises(ShapeProblem, match=r"takes a sequence .* gets 3 × 8 × 8") as caught:
        layer.out_shape((3, 8, 8))
    first, *_ = caught.value.fixes
    assert isinstance(first, InsertBefore)
    assert first.label == "Insert Rows"
    layer.out_shape(LAYERS.create(first.kind, first.params).out_shape((3, 8, 8)))


def test_a_sequence_at_the_end_is_laid_out_or_pooled_at_a_click():
    output = LAYERS.create("output")
    with pytest.raises(ShapeProblem, match="gets 5 × 6") as caught:
        output.out_shape((5, 6))
    ends = [LAYERS.create(fix.kind, fix.params).out_shape((5, 6)) for fix in caught.value.fixes]
    assert [output.out_shape(end) for end in ends] == [(30,), (6,)]


@pytest.mark.parametrize(
    ("kind", "params", "shape", "words", "fix"),
    [
        ("self_attention", {"heads": 4}, (5, 6), "6 features .* 4 heads", SetParams("Use 3 heads", {"heads": 3})),
        ("self_attention", {"heads": 6}, (5, 7), "7 features .* 6 heads", SetParams("Use 1 head", {"heads": 1})),
        ("embedding", {}, (5,), "takes tokens, but gets 5 with numbers", Remove()),
        (
            "embedding",
            {"vocabulary": 6},
            Tokens(5, 9),
            "6 .* has 9",
            SetParams("Set its vocabulary to 9", {"vocabulary": 9}),
        ),
        ("rows", {}, (5,), "takes an image", Remove()),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_a_remedy(kind, params, shape, words, fix):
    with pytest.raises(ShapeProblem, match=words) as caught:
        LAYERS.create(kind, params).out_shape(shape)
    assert caught.value.fixes == (fix,)
