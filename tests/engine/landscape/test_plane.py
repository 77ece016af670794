import numpy as np
import pytest
import torch

from playground.engine.landscape import plane as plane_module
from playground.engine.landscape.plane import (
    MOST_ROWS,
    Plane,
    _percent,
    filter_normalized,
    path_plane,
    plane_through,
    principal_directions,
    random_plane,
    thinned,
)
from playground.engine.landscape.projection import Projection
from playground.engine.landscape.trajectory import Trajectory


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def parts_of(network, vector):
    sizes = [p.numel() for p in network.parameters()]
    return [piece.view(p.shape) for piece, p in zip(vector.split(sizes), network.parameters(), strict=True)]


# --- projection --------------------------------------------------------------------------------------


def test_projection_recovers_coordinates_of_oblique_directions():
    first, second = 3 * drawn(50, seed=1), 0.2 * drawn(50, seed=2) + drawn(50, seed=1)
    plane = Plane(drawn(50), first, second, ("", ""))
    coordinates = torch.tensor([[0.0, 0.0], [1.5, -2.0], [-3.0, 0.25]])
    found, off = plane.project(plane.at(coordinates))
    assert torch.allclose(found.float(), coordinates, atol=1e-4)
    assert off.max() < 1e-4


def test_projection_is_least_squares_and_off_is_the_residual():
    plane = Plane(drawn(20), drawn(20, seed=1), drawn(20, seed=2), ("", ""))
    thetas = drawn(150, 20, seed=3)
    found, off = plane.project(thetas)
    basis = torch.stack([plane.first, plane.second]).T.double().numpy()
    difference = (thetas - plane.origin).T.double().numpy()
    expected = np.linalg.lstsq(basis, difference, rcond=None)[0]
    residual = np.linalg.norm(difference - basis @ expected, axis=0)
    assert np.allclose(found.numpy(), expected.T, atol=1e-5)
    assert np.allclose(off.numpy(), residual, atol=1e-5)


def test_distance_off_the_plane_of_a_known_point():
    eye = torch.eye(5)
    plane = Plane(torch.zeros(5), eye[0], eye[1], ("", ""))
    found, off = plane.project(torch.tensor([[1.0, 2.0, 3.0, 0.0, 4.0]]))
    assert found.tolist() == [[1.0, 2.0]]
    assert off.tolist() == [5.0]


def test_lengths_in_the_plane_and_off_it_make_the_whole_distance():
    plane = Plane(drawn(20), drawn(20, seed=1), drawn(20, seed=2), ("", ""))
    thetas = drawn(150, 20, seed=3)
    coordinates, off = plane.project(thetas)
    squared = plane.squared_lengths(coordinates.numpy()) + off.numpy() ** 2
    assert np.allclose(squared, ((thetas - plane.origin) ** 2).sum(1).numpy(), rtol=1e-4)


def test_three_points_lie_in_their_plane_and_those_on_a_line_have_none():
    start, one, two = drawn(20), drawn(20, seed=1), drawn(20, seed=2)
    plane = plane_through(start, one, two, ("", ""))
    found, off = plane.project(torch.stack([start, one, two]))
    assert np.allclose(found.numpy(), [[0, 0], [1, 0], [0, 1]], atol=1e-5)
    assert off.max() < 1e-4
    assert plane_through(start, one, start + 2 * (one - start), ("", "")) is None
    assert plane_through(start, one, start, ("", "")) is None


def test_how_much_of_a_path_lies_in_a_plane():
    path = Trajectory()
    track = Projection(Plane(torch.zeros(3), torch.tensor([2.0, 0, 0]), torch.tensor([1.0, 1, 0]), ("", "")))
    path.record(0, torch.zeros(3))
    track.update(path, 0, torch.zeros(3))
    assert np.isnan(track.inside)
    path.record(1, torch.tensor([3.0, 4.0, 5.0]))
    track.update(path, 1, torch.tensor([3.0, 4.0, 5.0]))
    assert track.inside == pytest.approx(0.5)


def test_no_points_project_to_none():
    plane = Plane(torch.zeros(4), torch.ones(4), torch.eye(4)[0], ("", ""))
    found, off = plane.project(torch.empty(0, 4))
    assert found.shape == (0, 2)
    assert off.shape == (0,)


# --- random directions -------------------------------------------------------------------------------


def test_every_filter_has_the_norm_of_its_weights(small_cnn):
    network, theta = small_cnn.network, small_cnn.theta
    direction = filter_normalized(network, theta, drawn(theta.numel()))
    for weight, part in zip(network.parameters(), parts_of(network, direction), strict=True):
        if weight.dim() < 2:
            assert not part.any()
        else:
            norms = weight.detach().flatten(1).norm(dim=1)
            assert torch.allclose(part.flatten(1).norm(dim=1), norms, rtol=1e-4)


def test_layer_norm_over_images_stays_as_it_is(chain, session_of):
    graph = chain(("layer_norm", {}, None), ("flatten", {}, None), ("linear", {"units": 10}, None))
    session = session_of("digits", {}, graph)
    plane = random_plane(session.network, session.theta, 0)
    part = session.segments["layer_norm-1"]
    assert part.stop - part.start == 2 * 64
    assert not plane.first[part].any()
    assert plane.first.any()


def test_random_plane_depends_on_its_seed_alone(spiral_session):
    state = torch.get_rng_state()
    first, again = (random_plane(spiral_session.network, spiral_session.theta, 3) for _ in range(2))
    other = random_plane(spiral_session.network, spiral_session.theta, 4)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(first.first, again.first)
    assert torch.equal(first.second, again.second)
    assert not torch.equal(first.first, other.first)
    assert not torch.equal(first.first, first.second)
    assert first.titles == (
        "random direction 1 (filter-normalized)",
        "random direction 2 (filter-normalized)",
    )


def test_origin_is_a_copy(spiral_session):
    plane = random_plane(spiral_session.network, spiral_session.theta, 0)
    before = plane.origin.clone()
    spiral_session.train(3)
    assert torch.equal(plane.origin, before)


def test_all_weights_zero_are_said(spiral_session):
    plane = random_plane(spiral_session.network, torch.zeros_like(spiral_session.theta), 0)
    assert "all weights are zero" in plane.titles[0]
    assert plane.first.norm() == pytest.approx(1, rel=1e-5)
    assert plane.second.norm() == pytest.approx(1, rel=1e-5)


def test_single_parameter_has_no_second_direction(chain, session_of):
    graph = chain(("linear", {"units": 1, "bias": False}, None))
    session = session_of("sine", {}, graph, loss="mse")
    plane = random_plane(session.network, session.theta, 0)
    assert session.theta.numel() == 1
    assert plane.first.any()
    assert not plane.second.any()
    assert "single parameter" in plane.titles[1]
    found, off = plane.project(plane.at(torch.tensor([[0.5, 3.0]])))
    assert torch.allclose(found, torch.tensor([[0.5, 0.0]], dtype=torch.float64), atol=1e-6)
    assert off.max() < 1e-6


# --- principal components ----------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "parameters"), [(30, 89), (89, 12), (4, 4)])
def test_principal_directions_are_those_of_the_singular_values(rows, parameters):
    r = drawn(rows, parameters) * torch.linspace(3, 0.1, parameters)
    directions, shares = principal_directions(r, torch.zeros(parameters))
    _, singular, right = np.linalg.svd(r.double().numpy(), full_matrices=False)
    expected = singular**2 / (singular**2).sum()
    assert np.allclose(shares, expected[:2], rtol=1e-5)
    for found, vector in zip(directions.double().numpy(), right[:2], strict=True):
        assert abs(found @ vector) == pytest.approx(1, abs=1e-5)


def test_large_networks_need_no_copy_of_all_rows_and_get_the_same_plane(spiral_session, monkeypatch):
    path = spiral_session.theta + drawn(40, spiral_session.theta.numel()).cumsum(0)
    whole = path_plane(spiral_session.network, path, 0)
    monkeypatch.setattr(plane_module, "BLOCK", 40 * 7)
    blocks = path_plane(spiral_session.network, list(path), 0)
    assert blocks.shares == pytest.approx(whole.shares, rel=1e-9)
    assert torch.allclose(blocks.first, whole.first, atol=1e-6)
    assert torch.allclose(blocks.second, whole.second, atol=1e-6)


def test_plane_of_a_path_goes_through_its_newest_point(spiral_session):
    path = spiral_session.theta + drawn(40, spiral_session.theta.numel()).cumsum(0)
    plane = path_plane(spiral_session.network, path, 0)
    assert torch.equal(plane.origin, path[-1])
    assert plane.first.norm() == pytest.approx(1, abs=1e-5)
    assert float(plane.first @ plane.second) == pytest.approx(0, abs=1e-5)
    assert plane.shares is not None
    assert plane.titles[0] == f"PC 1 ({100 * plane.shares[0]:.0f} % of the path's variance)"
    rows = (path - path[-1]).double().numpy()
    singular = np.linalg.svd(rows, compute_uv=False)
    assert plane.shares == pytest.approx((singular**2 / (singular**2).sum())[:2], rel=1e-4)


def test_path_comes_from_the_left(spiral_session):
    path = torch.linspace(0, 1, 10)[:, None] * drawn(spiral_session.theta.numel()) + 0.01 * drawn(
        10, spiral_session.theta.numel(), seed=1
    )
    coordinates, _ = path_plane(spiral_session.network, path, 0).project(path)
    assert coordinates[0, 0] < 0
    assert coordinates[-1].tolist() == [0, 0]


def test_the_signs_depend_on_the_path_alone_and_hold_as_it_grows(spiral_session):
    path = drawn(60, spiral_session.theta.numel()).cumsum(0)
    before = path_plane(spiral_session.network, path[:50], 0)
    plane = path_plane(spiral_session.network, path, 0)
    assert float(plane.first @ before.first) > 0
    assert float(plane.second @ before.second) > 0
    coordinates, _ = plane.project(path)
    assert ((coordinates - coordinates[0]).mean(0) > 0).all()
    turned = path_plane(spiral_session.network, -path, 0)
    assert torch.allclose(turned.project(-path)[0], coordinates, atol=1e-4)


def test_straight_path_gets_a_random_second_axis_and_says_so(spiral_session):
    direction = torch.zeros(spiral_session.theta.numel())
    direction[:7] = 1.0
    path = torch.arange(5.0)[:, None] * direction
    plane = path_plane(spiral_session.network, path, 0)
    assert plane.titles[0] == "PC 1 (100 % of the path's variance)"
    assert "path is a line" in plane.titles[1]
    assert float(plane.first @ plane.second) == pytest.approx(0, abs=1e-6)
    assert plane.second.norm() == pytest.approx(1, abs=1e-5)
    coordinates, off = plane.project(path)
    assert coordinates[:, 0].abs().max() == pytest.approx(4 * 7**0.5, rel=1e-5)
    assert off.max() < 1e-4


@pytest.mark.parametrize("points", [1, 5])
def test_path_that_does_not_move_shows_random_directions_and_says_so(spiral_session, points):
    plane = path_plane(spiral_session.network, spiral_session.theta.repeat(points, 1), 0)
    assert plane.shares is None
    assert all("has not moved" in title for title in plane.titles)
    assert plane.first.any()


def test_path_of_a_single_parameter(chain, session_of):
    session = session_of("sine", {}, chain(("linear", {"units": 1, "bias": False}, None)), loss="mse")
    plane = path_plane(session.network, torch.tensor([[0.0], [0.5], [2.0]]), 0)
    assert plane.shares == (1.0, 0.0)
    assert not plane.second.any()
    assert "single parameter" in plane.titles[1]


def test_thinned_path_keeps_both_ends():
    for points in (1, 5, 128, 129, 960):
        chosen = thinned(points, 300)
        assert len(chosen) <= MOST_ROWS
        assert chosen[0] == 0
        assert chosen[-1] == points - 1
        assert (chosen.diff() > 0).all()
    assert len(thinned(960, 10_000_000)) == 32


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.834, "83 %"),
        (1.0, "100 %"),
        (0.9996, "> 99.9 %"),
        (0.995, "99.5 %"),
        (0.004, "0.4 %"),
        (1e-7, "< 0.1 %"),
    ],
)
def test_shares_in_words(share, text):
    assert _percent(share) == text
