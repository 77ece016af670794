import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.data.batches import Batches
from playground.engine.runtime.rng import generator


def numbered(samples, seed=0, least=1, width=1):
    """Batches of samples whose input and target are their number."""
    y = torch.arange(samples)
    x = y[:, None].float().expand(samples, width).contiguous()
    return Batches(x, y, generator(seed, 1), least=least)


def order_of(batches, size):
    """The samples of an epoch in their order; inputs and targets must agree."""
    seen = []
    for x, y in map(batches.take, batches.epoch(size)):
        assert torch.equal(x[:, 0], y.float())
        seen += y.tolist()
    return seen


@given(samples=st.integers(1, 90), size=st.integers(1, 100))
def test_every_sample_once_in_each_epoch(samples, size):
    batches = numbered(samples)
    for _ in range(2):
        assert sorted(order_of(batches, size)) == list(range(samples))


@given(samples=st.integers(1, 90), size=st.integers(1, 100))
def test_all_batches_are_full_but_the_last(samples, size):
    batches = numbered(samples)
    sizes = [len(chosen) for chosen in batches.epoch(size)]
    assert len(sizes) == batches.per_epoch(size)
    assert set(sizes[:-1]) <= {size}
    assert sizes[-1] == (samples % size or size)


@given(samples=st.integers(2, 90), size=st.integers(2, 100))
def test_a_last_batch_of_one_sample_is_left_out_for_batch_norm(samples, size):
    batches = numbered(samples, least=2)
    sizes = [len(chosen) for chosen in batches.epoch(size)]
    assert len(sizes) == batches.per_epoch(size)
    assert min(sizes) >= 2
    assert sum(sizes) == samples - (samples % size == 1)


def test_each_epoch_has_an_order_of_its_own():
    batches = numbered(50)
    one, two = order_of(batches, 8), order_of(batches, 8)
    assert one != two
    assert one != sorted(one)


def test_the_order_follows_from_the_seed():
    assert order_of(numbered(50, seed=3), 8) == order_of(numbered(50, seed=3), 8)
    assert order_of(numbered(50, seed=3), 8) != order_of(numbered(50, seed=4), 8)


def test_the_order_does_not_depend_on_other_random_numbers():
    one, two = numbered(50), numbered(50)
    first = order_of(one, 8), order_of(one, 8)
    begin = order_of(two, 8)
    torch.rand(10)
    assert (begin, order_of(two, 8)) == first


def test_the_order_is_drawn_before_the_first_batch_is_taken():
    one, two = numbered(50), numbered(50)
    half = one.epoch(8)
    next(half)
    whole = order_of(two, 8)
    assert order_of(one, 8) == order_of(two, 8) != whole


@given(samples=st.integers(1, 90), size=st.integers(1, 100), least=st.integers(1, 2))
def test_the_sizes_of_batches_are_known_before(samples, size, least):
    samples, size = max(samples, least), max(size, least)
    batches = numbered(samples, least=least)
    assert list(batches.sizes(size)) == list(dict.fromkeys(len(chosen) for chosen in batches.epoch(size)))


def test_purposes_of_one_seed_are_told_apart():
    assert not torch.equal(torch.rand(5, generator=generator(0, 1)), torch.rand(5, generator=generator(0, 2)))
    assert torch.equal(torch.rand(5, generator=generator(9, 2)), torch.rand(5, generator=generator(9, 2)))
