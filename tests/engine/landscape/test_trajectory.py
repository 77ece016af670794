import numpy as np
import pytest
import torch

from playground.engine.landscape import trajectory
from playground.engine.landscape.trajectory import LEAST_POINTS, MOST_BYTES, MOST_POINTS, Trajectory
from playground.engine.training.state import StateProblem


def recorded(steps: int, size: int = 3) -> Trajectory:
    path = Trajectory()
    for step in range(steps):
        path.record(step, torch.full((size,), float(step)))
    return path


def test_short_path_keeps_every_step():
    path = recorded(100)
    assert path.steps.tolist() == list(range(100))
    assert torch.equal(path.thetas[:, 0], torch.arange(100.0))


def test_full_path_doubles_its_stride_and_stays_even():
    path = recorded(10_000)
    assert path.stride == 16
    assert len(path) <= MOST_POINTS
    assert path.steps.tolist() == list(range(0, 10_000, 16))
    assert torch.equal(path.thetas[:, 0], torch.from_numpy(path.steps).float())
    assert path.newest == path.steps[-1]


def test_what_is_kept_depends_on_step_numbers_alone():
    every, seldom = recorded(5_000), Trajectory()
    for step in range(0, 5_000, every.stride):
        seldom.record(step, torch.full((3,), float(step)))
    assert set(every.steps) <= set(range(0, 5_000, every.stride))
    assert np.array_equal(every.steps, seldom.steps)


def test_points_are_copies():
    theta = torch.zeros(4)
    path = Trajectory()
    path.record(0, theta)
    theta.fill_(7)
    assert not path.thetas.any()


def test_repeated_and_earlier_steps_are_skipped():
    path = recorded(5)
    path.record(4, torch.full((3,), 99.0))
    path.record(2, torch.full((3,), 99.0))
    assert path.steps.tolist() == [0, 1, 2, 3, 4]
    assert path.thetas.max() == 4


def test_memory_is_bounded():
    size = 1_000_000
    path = Trajectory()
    for step in range(40):
        path.record(step, torch.zeros(size))
    assert len(path) <= MOST_BYTES // (4 * size)
    assert path.thetas.numel() * 4 <= MOST_BYTES
    assert path.steps[0] == 0


def test_very_large_networks_keep_a_few_points():
    path = Trajectory()
    start = torch.full((3_000_000,), 0.5)
    path, other = Trajectory(MOST_BYTES // 4), Trajectory(MOST_BYTES // 4)
    for step in range(LEAST_POINTS + 1):
        path.record(step, start + 1e-5 * step)
    assert len(path) == LEAST_POINTS // 2 + 1
    assert path.point(0).equal(start)
    change = path.points(torch.tensor([1, 4])) - start
    assert torch.allclose(change[:, 0], torch.tensor([2e-5, 8e-5]), rtol=2e-3)
    other = Trajectory(MOST_BYTES // 4, path)
    other.record(0, start.clone())
    assert other.point(0) is path.point(0)
    path.forget_after(-1)
    path.record(0, start + 1)
    assert path.point(0).equal(start + 1)


def test_going_back_forgets_what_came_later():
    path = recorded(20)
    path.forget_after(7)
    assert path.newest == 7
    path.record(8, torch.full((3,), -1.0))
    assert path.steps.tolist() == list(range(9))
    assert path.thetas[-1, 0] == -1
    path.forget_after(-1)
    assert len(path) == 0
    assert path.newest == -1


def test_empty_path():
    path = Trajectory()
    assert len(path) == 0
    assert path.newest == -1
    assert path.thetas.shape == (0, 0)
    assert path.steps.tolist() == []


def restored(values, size=3):
    path = Trajectory()
    path.restore(values, torch.empty(size))
    return path


def test_a_stored_path_continues_as_the_path_itself():
    whole, first = recorded(3000), recorded(1000)
    rest = restored(first.stored())
    for step in range(1000, 3000):
        rest.record(step, torch.full((3,), float(step)))
    assert rest.steps.tolist() == whole.steps.tolist()
    assert torch.equal(rest.thetas, whole.thetas)


def test_a_stored_path_is_bounded(monkeypatch):
    path = recorded(100, size=10)
    monkeypatch.setattr(trajectory, "STORED_BYTES", 30 * 40)
    assert path.stored()["steps"].tolist() == list(range(0, 100, 4))
    monkeypatch.setattr(trajectory, "STORED_BYTES", 39)
    assert len(restored(path.stored(), 10)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"stride": 0},
        {"stride": 0.5},
        {"steps": torch.tensor([2, 1, 0])},
        {"steps": torch.tensor([-1, 0, 1])},
        {"steps": torch.tensor([0, 1])},
        {"thetas": torch.zeros(3, 2)},
        {"thetas": torch.zeros(3, 3, dtype=torch.int64)},
    ],
)
def test_a_stored_path_that_is_damaged_is_refused(wrong):
    with pytest.raises(StateProblem):
        restored({**recorded(3).stored(), **wrong})
