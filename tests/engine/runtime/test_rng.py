"""Random numbers of lanes in several threads."""

from concurrent.futures import ThreadPoolExecutor

import torch

from playground.engine.runtime.rng import RandomStream

CPU = torch.device("cpu")


def drawn(seed):
    """What a lane draws bit by bit, entering and leaving."""
    lane, numbers = RandomStream(seed, CPU), []
    for _ in range(60):
        with lane.active():
            numbers += [torch.rand(50).sum().item() for _ in range(4)]
    return numbers


def test_lanes_in_several_threads_draw_what_each_would_draw_alone():
    alone = [drawn(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(drawn, range(4)))
    assert together == alone


def test_torchs_own_generator_stands_where_it_stood():
    before = torch.get_rng_state()
    drawn(1)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_lane_draws_what_a_generator_of_its_seed_draws():
    lane = RandomStream(7, CPU)
    with lane.active():
        numbers = torch.rand(5)
    assert torch.equal(torch.rand(5, generator=torch.Generator().manual_seed(7)), numbers)
