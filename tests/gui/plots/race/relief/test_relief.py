"""A surface in 3-D: projection, lines of sight, occlusion."""

import numpy as np
import pytest

from playground.ui.plots.chart.levels import log_scale
from playground.ui.plots.race.relief.camera import TALL, Camera, project, ray
from playground.ui.plots.race.relief.mesh import Relief
from playground.ui.plots.race.relief.relief import Tallness

WIDTH, HEIGHT = 900.0, 600.0
CAMERAS = [Camera(), Camera(azimuth=150, elevation=12), Camera(azimuth=-95, elevation=80, distance=0.6)]


def hill(rows=41, columns=61):
    """One hill in the middle of a plain over -2..4 and 10..20."""
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    return Relief((-2.0, 4.0), (10.0, 20.0), np.exp(-6 * (x**2 + y**2)))


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_line_of_sight_hits_the_visible_point(camera):
    matrix = camera.matrix(WIDTH, HEIGHT)
    points = np.random.default_rng(1).uniform((-1, -1, 0), (1, 1, TALL), (50, 3))
    for point, (x, y) in zip(points, project(matrix, points, WIDTH, HEIGHT), strict=True):
        near, far = ray(matrix, x, y, WIDTH, HEIGHT)
        way = (far - near) / np.linalg.norm(far - near)
        assert np.linalg.norm(np.cross(point - near, way)) < 1e-9


@pytest.mark.parametrize("elevation", [5, 38, 89])
@pytest.mark.parametrize("azimuth", range(-180, 180, 30))
@pytest.mark.parametrize("size", [(900, 600), (500, 700)])
def test_all_of_the_box_is_in_the_picture(azimuth, elevation, size):
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (0, TALL)], float)
    seen = project(Camera(azimuth, elevation).matrix(*size), corners, *size)
    assert (seen > 0).all()
    assert (seen < size).all()


def test_a_nearer_camera_shows_things_larger_and_stays_outside():
    ends = np.array([(-0.5, 0.0, 0.0), (0.5, 0.0, 0.0)])

    def length(camera):
        left, right = project(camera.matrix(WIDTH, HEIGHT), ends, WIDTH, HEIGHT)
        return np.linalg.norm(right - left)

    camera = Camera()
    assert length(camera.zoomed(1.5)) > 1.3 * length(camera)
    for _ in range(50):
        camera = camera.zoomed(2)
    assert np.isfinite(project(camera.matrix(WIDTH, HEIGHT), ends, WIDTH, HEIGHT)).all()


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_place_that_is_seen_is_found_below_its_pixel(camera):
    relief = hill()
    places = np.random.default_rng(2).uniform((-1.8, 10.3), (3.8, 19.7), (80, 2))
    share = (places - (-2, 10)) / (6, 10)
    points = np.column_stack([2 * share - 1, np.zeros(80)])
    points[:, 2] = relief.height_at(points)
    seen = ~relief.hidden(points, camera.viewer(WIDTH, HEIGHT))
    assert seen.any()
    matrix = camera.matrix(WIDTH, HEIGHT)
    for point, pixel in zip(points[seen], project(matrix, points[seen], WIDTH, HEIGHT), strict=True):
        found = relief.hit(*ray(matrix, *pixel, WIDTH, HEIGHT))
        there = 2 * (np.array([found]) - (-2, 10)) / (6, 10) - 1
        there = np.column_stack([there, relief.height_at(np.column_stack([there, [0.0]]))])
        assert project(matrix, there, WIDTH, HEIGHT)[0] == pytest.approx(pixel, abs=1.0)
        viewer = camera.viewer(WIDTH, HEIGHT)
        assert np.linalg.norm(there[0] - viewer) < np.linalg.norm(point - viewer) + 0.02


def test_the_hill_hides_what_is_behind_it_only():
    relief, camera = hill(), Camera(azimuth=0, elevation=10)
    behind, before, top = (0.0, 0.5, 0.05), (0.0, -0.9, 0.05), (0.0, 0.0, TALL)
    points = np.array([behind, before, top])
    points[:2, 2] = relief.height_at(points[:2])
    assert relief.hidden(points, camera.viewer(WIDTH, HEIGHT)).tolist() == [True, False, False]


def test_no_surface_is_met_beside_the_plane():
    matrix = Camera().matrix(WIDTH, HEIGHT)
    assert hill().hit(*ray(matrix, 2, 2, WIDTH, HEIGHT)) is None


def test_the_mesh_has_the_heights_at_its_places_and_none_where_there_is_no_surface():
    relief = hill()
    holed = relief.heights.copy()
    holed[0, 0] = np.nan
    corners = Relief(relief.x, relief.y, holed).corners()
    assert len(corners) == 3 * (2 * 40 * 60 - 1)  # the hole takes one triangle
    assert np.isfinite(corners).all()
    inner = corners[np.abs(corners[:, :2]).max(axis=1) < 0.999]
    assert inner[:, 2] == pytest.approx(relief.height_at(inner[:, :3].astype(float)), abs=1e-5)
    x, y, _, *_, across, down = corners.T
    assert across == pytest.approx((x + 1) / 2, abs=1e-6)
    assert down == pytest.approx((1 - y) / 2, abs=1e-6)


@pytest.mark.parametrize("logarithmic", [True, False])
def test_labels_are_at_their_values(logarithmic):
    values = np.linspace(-3, 700, 400).reshape(20, 20) ** 2
    tallness = Tallness(values, log_scale(values), logarithmic=logarithmic)
    assert len(tallness.ticks) >= 3
    for place, label in tallness.ticks:
        worth = float(label.replace("k", "e3").replace("M", "e6"))
        assert float(tallness.of(np.array([worth]))[0]) == pytest.approx(place, abs=0.02)
    assert np.isnan(tallness.of(np.array([np.nan]))[0])


def test_a_flat_surface_lies_on_the_floor():
    tallness = Tallness(np.full((9, 9), 5.0), None, logarithmic=True)
    assert (tallness.of(np.full(4, 5.0)) == 0).all()
