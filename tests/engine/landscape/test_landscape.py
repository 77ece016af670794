from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest
import torch

from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.landscape import cost
from playground.engine.landscape.run_landscape import RunLandscape
from playground.engine.landscape.trajectory import Trajectory
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.plane import PlaneSpec

PCA, RANDOM = PlaneSpec(kind="pca"), PlaneSpec(kind="random", seed=2)


class Watched:
    """A session whose path is recorded, and the newest events of its landscape."""

    def __init__(self, session, spec=PCA, clock=perf_counter):
        self.session, self.path = session, Trajectory()
        self.path.record(0, session.theta)
        self.landscape = RunLandscape(session, self.path, spec, clock)
        self.mechanism = self.landscape.landscape
        self.plane: LossPlane | None = None
        self.route: PlanePath | None = None

    def train(self, steps):
        goal = self.session.steps_done + steps
        while self.session.steps_done < goal:
            self.session.train(goal - self.session.steps_done, self.path)

    def look(self):
        new = list(self.landscape.events(1, self.session.steps_done))
        for event in new:
            if isinstance(event, LossPlane):
                self.plane = event
            else:
                self.route = event
        return new

    def settle(self):
        while self.landscape.advance(0.05, settled=True):
            pass
        return self.look()


@pytest.fixture
def line(chain, session_of):
    """Linear regression on one input: the loss is a quadratic form of two parameters."""
    return session_of("sine", {}, chain(("linear", {"units": 1}, None)), loss="mse")


def test_plane_of_a_linear_regression_is_its_quadratic_form(line):
    watched = Watched(line, PCA)
    watched.train(30)
    watched.settle()
    plane = watched.plane
    assert plane.complete
    assert plane.loss.shape == (65, 65)
    assert plane.samples == len(line.data.x_train) < 500
    directions = watched.mechanism.shown.plane
    x, y = line.data.x_train[:, 0].double().numpy(), line.data.y_train[:, 0].double().numpy()
    origin, first, second = (
        v.double().numpy() for v in (directions.origin, directions.first, directions.second)
    )
    columns, rows = np.meshgrid(plane.x, plane.y)
    weight, bias = (origin[k] + columns * first[k] + rows * second[k] for k in (0, 1))
    error = weight[..., None] * x + bias[..., None] - y
    assert np.allclose(plane.loss, (error**2).mean(-1), rtol=1e-4, atol=1e-6)


def test_every_point_is_evaluated_once(spiral_session, monkeypatch):
    watched = Watched(spiral_session, RANDOM)
    counted = []
    evaluate = watched.mechanism.population.losses
    monkeypatch.setattr(
        watched.mechanism.population,
        "losses",
        lambda thetas, outputs=None: counted.append(len(thetas)) or evaluate(thetas, outputs),
    )
    shapes = []
    while watched.landscape.advance(0.0, settled=True):
        shapes += [e.loss.shape[0] for e in watched.look() if isinstance(e, LossPlane)]
    assert shapes == sorted(set(shapes))
    assert shapes[-1] == 65
    assert sum(counted) == 65 * 65 + 1
    assert not watched.landscape.advance(1.0, settled=True)


def test_finer_pictures_keep_the_values_of_the_coarser(spiral_session):
    watched = Watched(spiral_session, RANDOM)
    pictures = []
    while watched.landscape.advance(0.0, settled=True):
        pictures += [event for event in watched.look() if isinstance(event, LossPlane)]
    assert len(pictures) >= 2
    for coarse, fine in pairwise(pictures):
        stride = (len(fine.x) - 1) // (len(coarse.x) - 1)
        assert coarse.generation == fine.generation
        assert np.array_equal(fine.x[::stride], coarse.x)
        assert np.array_equal(fine.loss[::stride, ::stride], coarse.loss)
    assert [p.complete for p in pictures] == [len(p.x) == 65 for p in pictures]


@pytest.mark.parametrize("spec", [PCA, RANDOM])
def test_path_always_lies_inside_the_plane_of_its_generation(spiral_session, spec, monkeypatch):
    monkeypatch.setattr(cost, "BURST", float("inf"))  # however slow the machine, a coarse plane is worth it
    watched = Watched(spiral_session, spec)
    watched.landscape.advance(1.0)
    watched.look()
    generations = set()
    for _ in range(60):
        watched.train(9)
        watched.landscape.advance(0.002, settled=False)
        watched.look()
        plane, route = watched.plane, watched.route
        assert route.generation == plane.generation
        assert route.steps[-1] == watched.session.steps_done
        assert route.steps[0] == 0
        assert plane.x[0] <= route.x.min() <= route.x.max() <= plane.x[-1]
        assert plane.y[0] <= route.y.min() <= route.y.max() <= plane.y[-1]
        assert np.isfinite(route.x).all()
        assert np.isfinite(route.y).all()
        assert np.isfinite(route.off_plane).all()
        assert not np.isinf(route.loss).any()
        assert not np.isinf(plane.loss).any()
        generations.add(plane.generation)
    assert (len(generations) > 1) == (spec is PCA)


def test_random_plane_grows_when_the_path_leaves_and_keeps_its_directions(spiral_session):
    watched = Watched(spiral_session, RANDOM)
    watched.settle()
    first, titles = watched.plane, watched.plane.titles
    direction = watched.mechanism.shown.plane.first
    spiral_session.theta.add_(2.5 * direction)
    watched.session.progress.steps_done += 1
    watched.path.record(watched.session.steps_done, spiral_session.theta)
    watched.settle()
    assert watched.plane.generation > first.generation
    assert watched.plane.titles == titles
    assert watched.plane.x[0] == first.x[0]
    assert watched.plane.x[-1] >= 2.5
    assert (watched.plane.y[0], watched.plane.y[-1]) == (first.y[0], first.y[-1])
    assert watched.route.x[-1] == pytest.approx(2.5, abs=1e-4)
    assert watched.route.off_plane[-1] == pytest.approx(0, abs=1e-4)


def test_old_picture_stays_while_a_new_one_is_begun(spiral_session):
    watched = Watched(spiral_session, PCA)
    watched.settle()
    watched.train(3)
    old = watched.plane.generation
    watched.mechanism.review(settled=False)
    assert watched.mechanism.coming is not None
    watched.look()
    assert watched.plane.generation == watched.route.generation == old
    assert watched.route.steps.tolist() == [0, 1, 2, 3]


def test_titles_tell_when_there_is_no_path_yet(spiral_session):
    watched = Watched(spiral_session, PCA)
    watched.settle()
    assert watched.plane.titles[0] == "random direction 1 (no path yet)"
    watched.train(1)
    watched.settle()
    assert watched.plane.titles[0] == "random direction 1 (no path yet)"
    watched.train(1)
    watched.settle()
    assert watched.plane.titles[0].startswith("PC 1 (")


def test_standing_still_shows_the_plane_of_the_whole_path(spiral_session):
    watched = Watched(spiral_session, PCA)
    for _ in range(5):
        watched.train(20)
        watched.landscape.advance(0.01, settled=False)
        watched.look()
    watched.settle()
    assert watched.plane.complete
    rows = (watched.path.thetas - spiral_session.theta).double().numpy()
    singular = np.linalg.svd(rows, compute_uv=False) ** 2
    shares = 100 * singular[:2] / singular.sum()
    assert watched.plane.titles == tuple(
        f"PC {k + 1} ({share:.{0 if 1 <= share < 99 else 1}f} % of the path's variance)"
        for k, share in enumerate(shares)
    )
    assert watched.route.x[-1] == watched.route.y[-1] == 0
    assert watched.route.off_plane[-1] == 0
    distance = np.hypot(np.hypot(watched.route.x, watched.route.y), watched.route.off_plane)
    assert np.allclose(distance, np.linalg.norm(rows, axis=1), rtol=1e-4, atol=1e-5)
    assert not watched.landscape.advance(1.0)


def test_true_losses_are_those_of_the_same_samples_in_evaluation_mode(small_cnn):
    session = small_cnn
    watched = Watched(session, RANDOM)
    watched.train(4)
    for _ in range(30):
        watched.landscape.advance(0.05, settled=True)
    watched.look()
    population = watched.mechanism.population
    samples = len(population.x)
    assert watched.plane.samples == samples
    assert 64 <= samples <= 500
    with torch.no_grad():
        session.network.eval()
        loss = session.loss.compute(session.network(population.x), population.target)
        session.network.train()
    assert watched.route.loss[-1] == pytest.approx(float(loss), rel=1e-5)


def test_all_true_losses_are_known_in_the_end(spiral_session):
    watched = Watched(spiral_session, PCA)
    watched.train(50)
    watched.settle()
    assert np.isfinite(watched.route.loss).all()
    middle = watched.plane.loss[np.abs(watched.plane.y).argmin(), np.abs(watched.plane.x).argmin()]
    assert middle == pytest.approx(watched.route.loss[-1], abs=0.05)


def test_centre_of_the_random_plane_is_the_start(spiral_session):
    watched = Watched(spiral_session, RANDOM)
    watched.settle()
    assert (watched.plane.x[32], watched.plane.y[32]) == (0, 0)
    assert watched.plane.loss[32, 32] == pytest.approx(watched.route.loss[0], rel=1e-5)


@pytest.mark.parametrize("spec", [PCA, RANDOM])
def test_points_that_are_not_finite_are_left_out(spiral_session, spec):
    watched = Watched(spiral_session, spec)
    watched.train(10)
    watched.path.record(11, torch.full_like(spiral_session.theta, float("nan")))
    watched.path.record(12, torch.full_like(spiral_session.theta, float("inf")))
    watched.session.progress.steps_done = 12
    watched.settle()
    assert watched.plane.complete
    assert watched.route.steps.tolist() == list(range(11))
    assert np.isfinite(watched.route.x).all()


def test_path_that_went_back(spiral_session):
    watched = Watched(spiral_session, PCA)
    watched.train(10)
    watched.settle()
    state = spiral_session.theta.clone()
    for step in range(11, 15):
        watched.path.record(step, torch.full_like(state, 1e18))
    watched.session.progress.steps_done = 14
    watched.path.forget_after(10)
    watched.settle()
    assert watched.route.steps.tolist() == [*range(11), 14]
    assert np.abs(watched.plane.x).max() < 100


def test_training_that_does_not_move(spiral_session):
    watched = Watched(spiral_session, PCA)
    for step in range(1, 6):
        watched.path.record(step, spiral_session.theta)
    watched.session.progress.steps_done = 5
    watched.settle()
    assert watched.plane.complete
    assert "has not moved" in watched.plane.titles[0]
    assert np.isfinite(watched.plane.loss).all()
    assert np.abs(watched.route.x).max() < 1e-5


def test_network_with_a_single_parameter(chain, session_of):
    session = session_of("sine", {}, chain(("linear", {"units": 1, "bias": False}, None)), loss="mse")
    for spec in (PCA, RANDOM):
        watched = Watched(session, spec)
        watched.train(5)
        watched.settle()
        assert watched.plane.complete
        assert np.isfinite(watched.plane.loss).all()
        assert np.allclose(watched.plane.loss, watched.plane.loss[:1])
        assert not watched.route.y.any()


def test_events_come_only_when_something_is_new(spiral_session):
    watched = Watched(spiral_session, PCA)
    assert watched.look() == []
    assert len(watched.settle()) == 2
    assert watched.look() == []
    watched.landscape.refresh()
    assert [type(event) for event in watched.look()] == [LossPlane, PlanePath]
    watched.train(1)
    assert [type(event) for event in watched.look()] == [PlanePath]


def test_events_are_copies(spiral_session):
    watched = Watched(spiral_session, PCA)
    watched.train(20)
    watched.settle()
    plane, route = watched.plane, watched.route
    kept = [a.copy() for a in (plane.x, plane.loss, route.x, route.steps, route.off_plane)]
    for array in (plane.x, plane.loss, route.x, route.steps, route.off_plane, route.loss):
        array[:] = 7
    watched.landscape.refresh()
    watched.look()
    plane, route = watched.plane, watched.route
    for before, now in zip(kept, (plane.x, plane.loss, route.x, route.steps, route.off_plane), strict=True):
        assert np.array_equal(before, now)


def test_another_choice_of_plane_has_generations_of_its_own(spiral_session):
    first, second = Watched(spiral_session, PCA), Watched(spiral_session, RANDOM)
    first.settle()
    second.settle()
    assert first.plane.generation != second.plane.generation


def test_long_paths_stay_within_a_thousand_points(line):
    watched = Watched(line, PCA)
    watched.train(2500)
    watched.settle()
    assert 400 < len(watched.route.steps) <= 1000
    assert watched.route.steps[0] == 0
    assert watched.route.steps[-1] == 2500


def test_watching_does_not_change_training(chain, session_of):
    graph = chain(
        ("conv2d", {"channels": 2}, "relu"),
        ("batch_norm", {}, None),
        ("flatten", {}, None),
        ("dropout", {}, None),
        ("linear", {"units": 10}, None),
    )
    alone, seen = (session_of("digits", {}, graph) for _ in range(2))
    watched = Watched(seen, PCA)
    for _ in range(6):
        watched.train(7)
        while alone.steps_done < seen.steps_done:
            alone.train(seen.steps_done - alone.steps_done)
        watched.landscape.advance(0.02, settled=False)
        watched.look()
    assert torch.equal(alone.theta, seen.theta)
    for before, now in zip(alone.network.buffers(), seen.network.buffers(), strict=True):
        assert torch.equal(before, now)


def test_the_loss_of_averaged_weights_uses_their_own_statistics(chain, project_of):
    """Plane and path show the loss that evaluations give, not that with statistics of the raw weights."""
    norm = ("batch_norm", {}, "relu")
    graph = chain(("linear", {"units": 12}, None), norm, ("linear", {"units": 2}, None))
    project = project_of("moons", {"samples": 200}, graph, batch_size=20, epochs=20)
    training = project.training.with_(
        optimizer=Choice(kind="sgd", params={"learning_rate": 1.0}), average=0.97
    )
    session = Session(project.with_(training=training))
    watched = Watched(session)
    watched.train(50)
    evaluated = session.evaluate()
    before = [buffer.clone() for buffer in session.network.buffers()]
    watched.settle()
    plane, path, truth = watched.plane, watched.route, evaluated.train_loss
    assert path.loss[-1] == pytest.approx(truth, rel=1e-4)
    near = plane.loss[abs(plane.y - path.y[-1]).argmin(), abs(plane.x - path.x[-1]).argmin()]
    assert near == pytest.approx(truth, rel=0.05)
    raw = watched.mechanism.population.losses(session.shown_theta()[None])
    assert float(raw) != pytest.approx(truth, rel=0.02)
    assert all(map(torch.equal, before, session.network.buffers()))
