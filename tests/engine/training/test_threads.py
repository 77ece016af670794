"""The number of torch's threads: one for small networks, the fastest for large ones, the same again."""

import pytest
import torch

from playground.engine.training import threads
from playground.engine.training.session import Session
from playground.engine.training.threads import cores, fastest, fit_threads, rough_threads


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(threads, "_remembered", {})


@pytest.fixture
def images(chain, project_of):
    """Two convolutions on small images."""
    graph = chain(
        ("conv2d", {"channels": 32}, "relu"),
        ("conv2d", {"channels": 32}, "relu"),
        ("flatten", {}, None),
        ("linear", {"units": 10}, None),
    )
    return project_of("digits", {}, graph)


@pytest.mark.parametrize(
    ("times", "most", "expected"),
    [
        ({1: 1.0}, 1, 1),
        ({1: 1.0, 2: 0.6}, 2, 2),
        ({1: 1.0, 2: 1.2}, 2, 1),
        ({1: 1.0, 2: 0.95}, 2, 1),
        ({1: 1.0, 2: 0.6, 4: 0.4, 8: 0.39}, 8, 4),
        ({1: 1.0, 2: 0.6, 4: 0.4, 6: 0.3}, 6, 6),
        ({1: 1.0, 2: 2.0, 4: 0.1}, 4, 1),
    ],
)
def test_more_threads_are_taken_as_long_as_they_pay(times, most, expected):
    assert fastest(times.__getitem__, most) == expected


def test_small_networks_train_on_one_thread(spiral):
    torch.set_num_threads(2)
    assert fit_threads(Session(spiral)) == 1
    assert torch.get_num_threads() == 1


def test_large_networks_take_what_was_measured(images):
    session = Session(images)
    chosen = fit_threads(session)
    assert 1 <= chosen <= cores()
    assert torch.get_num_threads() == chosen


def test_the_choice_is_remembered(images, changed, monkeypatch):
    first = fit_threads(Session(images))
    measured = []
    monkeypatch.setattr(threads, "fastest", lambda seconds, most: measured.append(most) or 1)
    torch.set_num_threads(1)
    assert fit_threads(Session(images)) == torch.get_num_threads() == first
    assert not measured
    fit_threads(Session(changed(images, batch_size=64)))
    assert measured == [cores()]


def test_measuring_does_not_change_the_session(images):
    measured, alone = Session(images), Session(images)
    fit_threads(measured)
    torch.set_num_threads(1)
    assert measured.steps_done == 0
    assert measured.train(3).loss.tolist() == alone.train(3).loss.tolist()
    assert torch.equal(measured.theta, alone.theta)


@pytest.mark.parametrize(("here", "expected"), [(1, 1), (2, 2), (64, 4)])
def test_before_anything_is_measured_the_size_decides(here, expected, images, spiral, monkeypatch):
    monkeypatch.setattr(threads, "cores", lambda: here)
    assert rough_threads(Session(images)) == torch.get_num_threads() == expected
    assert rough_threads(Session(spiral)) == torch.get_num_threads() == 1


def test_the_size_is_that_of_the_batch(chain, project_of, changed, monkeypatch):
    monkeypatch.setattr(threads, "cores", lambda: 2)
    graph = chain(("flatten", {}, None), ("linear", {"units": 64}, "relu"), ("linear", {"units": 10}, None))
    small = project_of("digits", {}, graph, batch_size=32)
    work = 64 * 64 + 64 * 10 + 64 + 64 + 10 + 10
    assert rough_threads(Session(small)) == 1
    assert rough_threads(Session(changed(small, batch_size=int(threads.LARGE / work) + 1))) == 2
    assert rough_threads(Session(changed(small, batch_size=int(threads.LARGE / work) - 1))) == 1


def test_a_busy_moment_decides_nothing():
    """Two threads are slow at first, as beside other work; later they are the faster ones."""
    calls = []

    def seconds(count):
        calls.append(count)
        return {1: 1.0, 2: 3.0 if calls.count(2) == 1 else 0.6}[count]

    assert fastest(seconds, 2) == 2
    assert calls[:4] == [1, 2, 1, 2]
