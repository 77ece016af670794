"""Losses against torch's functions, autograd and their formulas."""

import pytest
import torch
from torch.nn import functional

from playground.catalog.kinds import LOSSES

N = 40


def numbers(*shape, seed=3, size=2.0):
    return size * torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def classes(count, seed=5):
    return torch.randint(0, count, (N,), generator=torch.Generator().manual_seed(seed))


def one_hot(y, count):
    return functional.one_hot(y, count).double()


CLASSIFYING = [
    ("cross_entropy", {}, 5, functional.cross_entropy),
    (
        "cross_entropy",
        {"label_smoothing": 0.2},
        5,
        lambda z, y: functional.cross_entropy(z, y, label_smoothing=0.2),
    ),
    (
        "bce",
        {},
        2,
        lambda z, y: functional.binary_cross_entropy_with_logits(z[:, 0], y.double()),
    ),
    ("bce", {}, 4, lambda z, y: functional.binary_cross_entropy_with_logits(z, one_hot(y, 4))),
    ("nll", {}, 5, lambda z, y: functional.nll_loss(z.log(), y)),
    ("hinge", {}, 5, functional.multi_margin_loss),
    ("hinge", {}, 2, functional.multi_margin_loss),
    ("mse", {}, 3, lambda z, y: functional.mse_loss(z, one_hot(y, 3))),
    ("l1", {}, 3, lambda z, y: functional.l1_loss(z, one_hot(y, 3))),
    ("huber", {"delta": 0.7}, 3, lambda z, y: functional.huber_loss(z, one_hot(y, 3), delta=0.7)),
]
MEASURING = [
    ("mse", {}, functional.mse_loss),
    ("l1", {}, functional.l1_loss),
    ("huber", {}, functional.huber_loss),
    ("huber", {"delta": 2.5}, lambda z, y: functional.huber_loss(z, y, delta=2.5)),
]
CLASSIFYING_IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(CLASSIFYING)]
MEASURING_IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(MEASURING)]


def outputs_for(loss, *shape):
    """Numbers as a network puts them out that ends as the loss expects."""
    z = numbers(*shape)
    return torch.softmax(z, -1) if loss.expects == "softmax" else z


def compare(loss, output, target, expected_of):
    """Value and gradient against torch's; the losses of single samples against their mean."""
    output = output.requires_grad_()
    value, expected = loss.compute(output, target), expected_of(output)
    assert value.shape == ()
    torch.testing.assert_close(value, expected, rtol=1e-12, atol=1e-12)
    ours, theirs = (torch.autograd.grad(each, output)[0] for each in (value, expected))
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
    each = loss.per_sample(output, target)
    assert each.shape == (N,)
    torch.testing.assert_close(each.mean(), expected, rtol=1e-10, atol=1e-10)
    for k in (0, N - 1):
        alone = loss.compute(output[k : k + 1], target[k : k + 1])
        torch.testing.assert_close(each[k], alone, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("kind", "params", "count", "torchs"), CLASSIFYING, ids=CLASSIFYING_IDS)
def test_losses_on_classes_are_those_of_torch(kind, params, count, torchs):
    loss, y = LOSSES.create(kind, params), classes(count)
    target = loss.target(y, count)
    target = target.double() if target.is_floating_point() else target
    compare(loss, outputs_for(loss, N, loss.outputs(count)), target, lambda z: torchs(z, y))


@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize(("kind", "params", "torchs"), MEASURING, ids=MEASURING_IDS)
def test_losses_on_numbers_are_those_of_torch(kind, params, torchs, targets):
    loss, y = LOSSES.create(kind, params), numbers(N, targets, seed=8)
    assert loss.outputs(targets) == targets
    assert torch.equal(loss.target(y, targets), y)
    compare(loss, numbers(N, targets), y, lambda z: torchs(z, y))


@pytest.mark.parametrize(("kind", "params", "count", "torchs"), CLASSIFYING, ids=CLASSIFYING_IDS)
def test_samples_of_many_networks_at_once_are_those_of_each(kind, params, count, torchs):
    loss = LOSSES.create(kind, params)
    target = loss.target(classes(count), count)
    outputs = numbers(3, N, loss.outputs(count))
    together = loss.per_sample(outputs, target)
    assert together.shape == (3, N)
    for k in range(3):
        torch.testing.assert_close(together[k], loss.per_sample(outputs[k], target))


@pytest.mark.parametrize(("kind", "params", "count", "torchs"), CLASSIFYING, ids=CLASSIFYING_IDS)
def test_scores_are_shares_of_the_classes_in_the_order_of_the_outputs(kind, params, count, torchs):
    loss = LOSSES.create(kind, params)
    output = numbers(N, loss.outputs(count))
    scores = loss.scores(output, "classification")
    assert scores.shape == (N, count)
    assert (scores >= 0).all()
    torch.testing.assert_close(scores.sum(1), torch.ones(N, dtype=torch.float64))
    if output.shape[1] == 1:
        torch.testing.assert_close(scores[:, 1], torch.sigmoid(output[:, 0]))
    else:
        sure = output.amax(1) > 0
        assert sure.any()
        assert torch.equal(scores.argmax(1)[sure], output.argmax(1)[sure])


@pytest.mark.parametrize("size", [1e-3, 1, 50, 300])
@pytest.mark.parametrize("loss", list(LOSSES), ids=lambda loss: loss.key)
def test_shares_sum_to_one_even_where_every_class_is_ruled_out(loss, size):
    output = torch.tensor([[-1.0, -1.0, -1.0], [-1.0, -2.0, -3.0]]) * size
    scores = loss().scores(output, "classification")
    torch.testing.assert_close(scores.sum(1), torch.ones(2))
    assert scores[0].tolist() == pytest.approx([1 / 3] * 3)
    assert (scores[1].diff() <= 0).all()


@pytest.mark.parametrize("kind", ["cross_entropy", "bce", "nll"])
def test_what_a_loss_says_of_the_end_of_the_network_is_what_it_computes(kind):
    """Either applies its own activation to the outputs, or wants them to be probabilities already."""
    loss, y = LOSSES.create(kind), classes(4)
    z = numbers(N, 4)
    target = loss.target(y, 4)
    target = target.double() if target.is_floating_point() else target
    shares = {"softmax": torch.softmax(z, 1), "sigmoid": torch.sigmoid(z)}[loss.applies or loss.expects]
    expected = (
        functional.binary_cross_entropy(shares, target)
        if kind == "bce"
        else functional.nll_loss(shares.log(), y)
    )
    torch.testing.assert_close(loss.compute(shares if loss.expects else z, target), expected)


def test_a_probability_of_zero_has_a_finite_loss():
    loss = LOSSES.create("nll")
    output = torch.tensor([[0.0, 1.0], [0.25, 0.75]], requires_grad=True)
    value = loss.compute(output, torch.tensor([0, 0]))
    value.backward()
    assert torch.isfinite(output.grad).all()
    assert loss.per_sample(output.detach(), torch.tensor([0, 0])).tolist() == pytest.approx(
        [27.631, 1.3863], rel=1e-4
    )


def test_asked_on_its_own_each_class_has_its_share_of_the_sigmoids():
    output = numbers(N, 4)
    p = torch.sigmoid(output)
    torch.testing.assert_close(
        LOSSES.create("bce").scores(output, "classification"), p / p.sum(1, keepdim=True)
    )


def test_scores_of_cross_entropy_are_probabilities():
    z = numbers(N, 4)
    torch.testing.assert_close(
        LOSSES.create("cross_entropy").scores(z, "classification"), torch.softmax(z, 1)
    )


@pytest.mark.parametrize("kind", ["mse", "l1", "huber"])
def test_scores_of_numbers_are_the_prediction_itself(kind):
    z = numbers(N, 2)
    assert torch.equal(LOSSES.create(kind).scores(z, "regression"), z)


@pytest.mark.parametrize(("kind", "params", "count", "torchs"), CLASSIFYING, ids=CLASSIFYING_IDS)
def test_huge_outputs_neither_overflow_nor_turn_into_nonsense(kind, params, count, torchs):
    loss = LOSSES.create(kind, params)
    target = loss.target(classes(count), count)
    output = (numbers(N, loss.outputs(count)) * 1e4).float().requires_grad_()
    value = loss.compute(output, target)
    value.backward()
    assert torch.isfinite(value)
    assert torch.isfinite(output.grad).all()
    assert torch.isfinite(loss.per_sample(output.detach(), target)).all()


def test_targets_of_classes():
    y = torch.tensor([1, 0, 2])
    assert torch.equal(LOSSES.create("cross_entropy").target(y, 3), y)
    assert torch.equal(LOSSES.create("hinge").target(y, 3), y)
    identity = torch.eye(3)[y]
    assert torch.equal(LOSSES.create("nll").target(y, 3), y)
    for kind in ("bce", "mse", "l1", "huber"):
        target = LOSSES.create(kind).target(y, 3)
        assert target.dtype == torch.float32
        assert torch.equal(target, identity)
    assert LOSSES.create("bce").target(y[:2], 2).tolist() == [[1.0], [0.0]]


@pytest.mark.parametrize("loss", list(LOSSES), ids=lambda loss: loss.key)
def test_a_loss_says_why_it_cannot_serve_other_data(loss):
    made = loss()
    assert made.refusal("classification") is None
    reason = made.refusal("regression")
    if "regression" in loss.tasks:
        assert reason is None
    else:
        assert reason.startswith(loss.title)
        assert "needs classes" in reason
        assert reason.endswith("are numbers.")


@pytest.mark.parametrize("loss", list(LOSSES), ids=lambda loss: loss.key)
def test_a_loss_asks_for_one_output_per_class_but_for_yes_or_no(loss):
    for count in (2, 3, 10):
        expected = 1 if loss.key == "bce" and count == 2 else count
        assert loss().outputs(count) == expected


@pytest.mark.parametrize("size", [1e-30, 1.0, 1e4, 1e8, 1e17])
@pytest.mark.parametrize("kind", [loss.key for loss in LOSSES])
def test_single_samples_and_their_mean_agree_for_outputs_of_any_size(kind, size):
    """In float32, also where two outputs are equal, or the true class leads or trails by the whole size."""
    loss, y = LOSSES.create(kind), classes(3)
    output = numbers(N, loss.outputs(3)).float() * size
    output[:6] = torch.tensor([[1, 1, 1], [1, 1, 0], [0, 0, 1], [-1, -1, 1], [1, -1, -1], [1, 0, -1]]) * size
    if loss.expects == "softmax":
        output = torch.softmax(output, -1)
    target = loss.target(y, 3)
    each = loss.per_sample(output, target)
    alone = torch.stack([loss.compute(output[k : k + 1], target[k : k + 1]) for k in range(N)])
    torch.testing.assert_close(each, alone, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(
        each.double().mean().float(), loss.compute(output, target), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("kind", ["hinge", "cross_entropy"])
def test_equal_outputs_of_any_size_have_the_loss_of_equal_outputs(kind):
    loss, target = LOSSES.create(kind), torch.tensor([0, 1])
    expected = loss.per_sample(torch.zeros(2, 2), target)
    torch.testing.assert_close(loss.per_sample(torch.full((2, 2), 1e6), target), expected)
