"""What layers refuse is said in one sentence with remedies that help."""

from itertools import product

import pytest

from playground.catalog.kinds import LAYERS, InsertBefore, Remove, SetParams, ShapeProblem

FLAT, SEQUENCE, IMAGE = (6,), (5, 6), (4, 9, 7)


@pytest.mark.parametrize(
    ("kind", "params", "inputs", "words", "fixes"),
    [
        ("input", {}, (), "no shape yet", []),
        ("output", {}, (IMAGE,), "4 × 9 × 7", [InsertBefore, InsertBefore]),
        ("linear", {}, (IMAGE,), "4 × 9 × 7", [InsertBefore]),
        ("conv2d", {}, (FLAT,), "takes an image .*gets 6", [Remove]),
        ("max_pool", {}, (FLAT,), "takes an image", [Remove]),
        ("global_pool", {}, (FLAT,), "takes an image", [Remove]),
        ("conv2d", {"kernel": 9, "padding": 0}, (IMAGE,), "9 × 9 window .* 7 pixels", [SetParams, Remove]),
        ("conv2d", {"kernel": 31, "padding": 3}, (IMAGE,), r"\(with padding 13\)", [SetParams, Remove]),
        (
            "conv2d",
            {"kernel": 4, "padding": 0, "dilation": 3},
            (IMAGE,),
            "10 × 10 window",
            [SetParams, Remove],
        ),
        ("conv2d", {"groups": 3}, (IMAGE,), "4 input and 16 output .* 3 groups", [SetParams]),
        ("conv2d", {"channels": 6, "groups": 4}, (IMAGE,), "6 output .* 4 groups", [SetParams]),
        ("max_pool", {"kernel": 8}, (IMAGE,), "8 × 8 window", [SetParams, Remove]),
        ("max_pool", {"kernel": 3, "padding": 2}, (IMAGE,), r"padding .* is 2, .* \(1\)", [SetParams]),
        ("avg_pool", {"kernel": 1, "padding": 1}, (IMAGE,), r"at most half its window \(0\)", [SetParams]),
        ("add", {}, (FLAT, (5,)), "gets 6 and 5", [InsertBefore]),
        ("add", {}, (FLAT, FLAT, IMAGE), "gets 6 and 4 × 9 × 7", [InsertBefore]),
        ("add", {}, (IMAGE, (5, 9, 7)), "gets 4 × 9 × 7 and 5 × 9 × 7", [InsertBefore]),
        ("add", {}, (SEQUENCE, (5, 4)), "gets 5 × 6 and 5 × 4", [InsertBefore]),
        ("add", {}, ((20000,), (5,)), "gets 20000 and 5", []),
        ("multiply", {}, (IMAGE, FLAT), "gets 4 × 9 × 7 and 6", [InsertBefore]),
        ("concat", {}, (IMAGE, (4, 9, 6)), "4 × 9 × 7 and 4 × 9 × 6", [InsertBefore]),
        ("concat", {}, (IMAGE, FLAT), "4 × 9 × 7 and 6", [InsertBefore]),
        ("concat", {}, (SEQUENCE, (6, 6)), "5 × 6 and 6 × 6", [InsertBefore]),
        ("maxout", {}, (SEQUENCE,), "gets 5 × 6", [InsertBefore]),
        ("conv1d", {}, (FLAT,), "takes a sequence .* gets 6", [InsertBefore, Remove]),
        ("conv1d", {}, (IMAGE,), "takes a sequence .* gets 4 × 9 × 7", [InsertBefore, Remove]),
        (
            "conv1d",
            {"kernel": 5, "padding": 0, "dilation": 2},
            (SEQUENCE,),
            "sees 9 .* has 5",
            [SetParams, Remove],
        ),
        ("conv_transpose2d", {}, (SEQUENCE,), "takes an image", [Remove, InsertBefore]),
        ("conv2d", {}, ((49,),), "takes an image", [Remove, InsertBefore]),
        (
            "conv_transpose2d",
            {"kernel": 2, "padding": 15},
            (IMAGE,),
            "cuts off the whole",
            [SetParams, Remove],
        ),
        ("adaptive_pool", {}, (FLAT,), "takes an image", [Remove]),
        ("upsample", {}, (FLAT,), "takes an image", [Remove]),
        ("dropout2d", {}, (SEQUENCE,), "takes an image", [Remove, InsertBefore]),
        ("group_norm", {}, (FLAT,), "split 6 channels into 4 groups", [SetParams]),
        ("group_norm", {}, (SEQUENCE,), "gets 5 × 6", [Remove]),
        ("instance_norm", {}, (FLAT,), "takes an image", [Remove]),
        ("instance_norm", {}, ((5, 1, 1),), "only one", [Remove]),
        (
            "reshape",
            {"shape": "4 × ?"},
            (FLAT,),
            "arrange 6 as 4 × .: that is 6 numbers",
            [SetParams, SetParams],
        ),
        ("reshape", {"shape": "2 × 2"}, (FLAT,), "arrange 6 as 2 × 2", [SetParams, SetParams]),
        ("reshape", {"shape": "seven"}, (FLAT,), "not understand “seven”", [SetParams]),
        ("reshape", {"shape": "? × ?"}, (FLAT,), "at most one", [SetParams]),
        ("reshape", {"shape": "0 × 6"}, (FLAT,), "must be 1 or more", [SetParams]),
        ("reshape", {"shape": ""}, (FLAT,), "is given 0", [SetParams]),
        ("reshape", {"shape": "1 1 1 6"}, (FLAT,), "is given 4", [SetParams]),
    ],
)
def test_a_layer_refuses_in_one_sentence_what_it_cannot_take(kind, params, inputs, words, fixes):
    layer = LAYERS.create(kind, params)
    with pytest.raises(ShapeProblem, match=words) as caught:
        layer.out_shape(*inputs)
    assert str(caught.value).endswith(".")
    assert [type(fix) for fix in caught.value.fixes] == fixes
    for fix in caught.value.fixes:
        if isinstance(fix, SetParams):
            LAYERS.create(kind, {**params, **fix.params}).out_shape(*inputs)
        elif isinstance(fix, InsertBefore):
            shapes = [*inputs]
            shapes[fix.place] = LAYERS.create(fix.kind, fix.params).out_shape(shapes[fix.place])
            if len(inputs) == 1:
                layer.out_shape(*shapes)
            else:
                assert shapes != [*inputs]


def refusal(layer, *shapes):
    try:
        layer.out_shape(*shapes)
    except ShapeProblem as problem:
        return problem
    return None


@pytest.mark.parametrize("shape", [FLAT, SEQUENCE, IMAGE, (1,), (1, 1), (1, 1, 1)], ids=str)
@pytest.mark.parametrize(
    "layer", [kind for kind in LAYERS if kind.inputs == (1, 1)], ids=lambda layer: layer.key
)
def test_a_layer_that_refuses_a_single_input_says_what_can_be_done(layer, shape):
    problem = refusal(layer(), shape)
    assert problem is None or problem.fixes


SHAPES = [(6,), (5,), (5, 6), (3, 6), (4, 9, 7), (5, 9, 7), (4, 6, 6)]


@pytest.mark.parametrize("kind", ["add", "concat", "multiply"])
def test_branches_of_any_shapes_meet_after_some_remedies(kind):
    layer = LAYERS.create(kind)
    for inputs in product(SHAPES, repeat=3):
        shapes = [*inputs]
        for _ in range(9):
            problem = refusal(layer, *shapes)
            if problem is None:
                break
            fix = problem.fixes[0]
            assert f"input {fix.place + 1}" in fix.label
            shapes[fix.place] = LAYERS.create(fix.kind, fix.params).out_shape(shapes[fix.place])
        assert refusal(layer, *shapes) is None
