"""Compiled sources are shared, the ones used last are kept, and no more than a bounded amount of them."""

import gc
import weakref

import pytest
import torch

from playground.engine.runtime.torchscript import BYTES_PER_CHARACTER, SOURCES, SourceCache, compiled


def source(number):
    return f"def run(x: Tensor) -> Tensor:\n    return x + {number:04}\n"


@pytest.fixture
def cache():
    """Has room for three sources."""
    return SourceCache(3 * len(source(0)) * BYTES_PER_CHARACTER)


def test_a_source_is_compiled_once(cache):
    unit = cache.get(source(1))
    assert cache.get(source(1)) is unit
    assert torch.equal(unit.run(torch.zeros(2)), torch.ones(2))
    assert compiled(source(1)) is compiled(source(1))


def test_sources_used_last_are_kept(cache):
    units = [cache.get(source(number)) for number in range(3)]
    assert cache.get(source(0)) is units[0]
    cache.get(source(3))
    assert len(cache) == 3
    assert cache.get(source(0)) is units[0]
    assert cache.get(source(2)) is units[2]
    assert cache.get(source(1)) is not units[1]


def test_memory_stays_within_the_bound(cache):
    for number in range(20):
        cache.get(source(number))
        assert cache.bytes <= cache.most_bytes
    assert len(cache) == 3
    small = SourceCache(1)
    assert small.get(source(1)) is small.get(source(1)), "the newest one is kept, however large"
    small.get(source(2))
    assert len(small) == 1


def test_a_dropped_unit_is_released(cache):
    units = [weakref.ref(cache.get(source(number))) for number in range(8)]
    gc.collect()
    assert [unit() is None for unit in units] == [True] * 5 + [False] * 3


def test_the_cache_of_the_process_has_room_for_many_networks():
    assert SOURCES.most_bytes >= 20 * 6_000 * BYTES_PER_CHARACTER
