"""What every optimizer promises, stepped as the engine steps it."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.param_groups import ParamGroup
from playground.engine.runtime.rng import RandomStream, generator
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

ALL = [pytest.param(entry, id=entry.key) for entry in OPTIMIZERS]
WIDTHS = torch.tensor([0.5, 1.0, 2.0, 1.5, 0.7])
LEAST_RATE = 0.03
"""Usual rates are for networks; here 400 steps are to be enough, and 40 with the whole Hessian."""
ONE_AT_A_TIME = {"coordinate_descent"}
"""Optimizers that move one parameter in each step."""
RATES = {"coordinate_descent": 0.3, "sophia": 1.0, "lars": 0.3}


class Bowl:
    """A quadratic of a 3 x 5 matrix and 4 more parameters, with its minimum 0 away from the origin."""

    def __init__(self, entry, steps=400, **params):
        self.lane = RandomStream(5, torch.device("cpu"))
        self.theta, self.grad = torch.randn(19, generator=generator(5, 0)), torch.zeros(19)
        self.weights = (torch.arange(19) < 15).float()
        self.tensors = [nn.Parameter(self.theta[:15].view(3, 5)), nn.Parameter(self.theta[15:])]
        for tensor, part in zip(self.tensors, (slice(0, 15), slice(15, 19)), strict=True):
            tensor.data = self.theta[part].view_as(tensor)
            tensor.grad = self.grad[part].view_as(tensor)
        parts = (
            ParamGroup(slice(0, 15), (self.tensors[0],), matrix=True),
            ParamGroup(slice(15, 19), (self.tensors[1],)),
        )
        rate = max(LEAST_RATE, entry.model_fields["learning_rate"].default)
        params = {"learning_rate": RATES.get(entry.key, rate), **params}
        self.training = TrainingSpec(optimizer=Choice(kind=entry.key, params=params))
        self.flat = SimpleNamespace(
            theta=self.theta, grad=self.grad, weights=self.weights, tensors=self.tensors
        )
        self.stepper = Stepper(self.training, self.flat, steps, parts)
        self.calls = 0
        self.done = 0

    def loss(self):
        matrix, rest = self.tensors
        return ((WIDTHS * (matrix - 0.3)) ** 2).sum() / 2 + ((rest + 0.2) ** 2).sum()

    def evaluate(self, *, graph=False):
        self.calls += 1
        with torch.enable_grad():
            loss = self.loss()
            if graph:
                found = torch.autograd.grad(loss, self.tensors, create_graph=True)
                self.grad.copy_(torch.cat([part.detach().flatten() for part in found]))
                for tensor, part in zip(self.tensors, found, strict=True):
                    tensor.grad = part
            else:
                self.grad.zero_()
                loss.backward()
        return loss.detach()

    def walk(self, steps):
        with self.lane.active():
            for _ in range(steps):
                self.stepper.step(self.done, self.evaluate)
                self.done += 1
        return self.theta.clone()


@pytest.mark.parametrize("entry", ALL)
def test_it_lowers_a_quadratic(entry):
    bowl = Bowl(entry)
    start, before = bowl.theta.clone(), float(bowl.evaluate())
    bowl.walk(40 if entry.needs.hessian else 400)
    assert torch.isfinite(bowl.theta).all()
    assert float(bowl.evaluate()) < 0.5 * before
    assert not torch.equal(bowl.theta, start)


@pytest.mark.parametrize("entry", ALL)
def test_it_moves_after_its_warm_up(entry):
    bowl = Bowl(entry)
    start = bowl.theta.clone()
    bowl.walk(entry.needs.warm_up + 1)
    assert not torch.equal(bowl.theta, start)


@pytest.mark.parametrize("entry", ALL)
def test_the_same_walk_every_time(entry):
    assert torch.equal(Bowl(entry).walk(40), Bowl(entry).walk(40))


@pytest.mark.parametrize("entry", ALL)
@pytest.mark.parametrize("cut", [0, 1, 13])
def test_a_walk_cut_in_two_is_the_walk(entry, cut):
    whole, first, second = Bowl(entry), Bowl(entry), Bowl(entry)
    for bowl in (whole, first):
        bowl.walk(cut)
    kept = first.stepper.state_dict()
    random, theta = first.lane.state_dict(), first.theta.clone()
    first.walk(3)  # must not reach into what was kept
    second.theta.copy_(theta)
    second.stepper.load_state_dict(kept)
    second.lane.load_state_dict(random)
    second.done = cut
    assert torch.equal(second.walk(20), whole.walk(20))
    assert second.stepper.evaluations == whole.stepper.evaluations


@pytest.mark.parametrize("entry", ALL)
def test_gradient_evaluations_are_counted(entry):
    bowl, needs = Bowl(entry), entry.needs
    bowl.walk(7)
    extra = 19 * 7 if needs.hessian else 0 if needs.closure else 7 * (needs.evaluations - 1)
    assert bowl.calls >= 7
    assert bowl.stepper.evaluations == bowl.calls + extra
    if not needs.closure:
        assert bowl.calls == 7


@pytest.mark.parametrize("entry", ALL)
def test_a_rate_of_zero_stays_where_it_is(entry):
    bowl = Bowl(entry, learning_rate=0.0)
    start = bowl.theta.clone()
    torch.testing.assert_close(bowl.walk(3), start, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("entry", ALL)
def test_gradients_stay_views_of_the_flat_vector(entry):
    bowl = Bowl(entry)
    bowl.walk(2)
    assert bowl.tensors[1].grad.data_ptr() == bowl.grad[15:].data_ptr()
    assert bowl.tensors[1].data_ptr() == bowl.theta[15:].data_ptr()


@pytest.mark.parametrize("entry", ALL)
def test_the_rate_comes_first_and_can_change_while_it_runs(entry):
    assert next(iter(entry.model_fields)) == "learning_rate"
    assert entry.model_fields["learning_rate"].json_schema_extra["live"]
    bowl = Bowl(entry)
    bowl.walk(5)
    before = bowl.stepper.state_dict()
    rate = bowl.training.optimizer.with_params(learning_rate=0.005)
    bowl.stepper.adopt(bowl.training.with_(optimizer=rate), 400)
    after = bowl.stepper.state_dict()
    assert before.keys() == after.keys()
    bowl.walk(5)
    assert torch.isfinite(bowl.theta).all()


@pytest.mark.parametrize("entry", ALL)
def test_what_it_needs_fits_together(entry):
    needs = entry.needs
    assert not (needs.closure and needs.matrices)
    assert not entry.script or not (needs.closure or needs.create_graph or needs.matrices)
    assert bool(entry.shown) <= bool(entry.script)
    assert needs.evaluations >= 1


@pytest.mark.parametrize("moves", [1, 2, 3])
def test_lbfgs_moves_where_the_first_length_of_its_line_search_is_too_long(moves):
    """At curvatures beyond 2 a step of length 1 raises the loss."""
    bowl = Bowl(OPTIMIZERS.entry("lbfgs"), learning_rate=30.0, inner=moves)
    before = float(bowl.evaluate())
    bowl.walk(8)
    assert float(bowl.evaluate()) < 0.5 * before


class Slope(Bowl):
    """A bent plane whose gradient is about ``scale`` everywhere."""

    def __init__(self, entry, scale):
        super().__init__(entry, learning_rate=entry.model_fields["learning_rate"].default)
        self.slope = scale * (0.5 + torch.rand(19, generator=generator(6, 0)))

    def loss(self):
        theta = torch.cat([tensor.flatten() for tensor in self.tensors])
        return (self.slope * (theta + 0.01 * theta**3)).sum()


@pytest.mark.parametrize("entry", ALL)
@pytest.mark.parametrize("scale", [1e20, 1e25, 1e37])
def test_with_huge_gradients_it_moves_or_the_overflow_is_noticed(entry, scale):
    """Squares of such gradients are infinite in float32, and steps divided by them zero."""
    slope = Slope(entry, scale)
    slope.walk(entry.needs.warm_up)
    for _ in range(3):
        if not (slope.stepper.finite and torch.isfinite(slope.theta).all()):
            return
        before = slope.theta.clone()
        slope.walk(1)
        still = (slope.theta == before).float().mean()
        assert still < 0.2 or not slope.stepper.finite or entry.key in ONE_AT_A_TIME


@pytest.mark.parametrize("entry", ALL)
@pytest.mark.parametrize("scale", [1e-12, 1e-25, 1e-37])
def test_with_tiny_gradients_everything_stays_finite(entry, scale):
    """Gradients whose squares vanish count as none at all."""
    slope = Slope(entry, scale)
    start = slope.theta.clone()
    slope.walk(entry.needs.warm_up + 3)
    assert slope.stepper.finite
    assert (slope.theta - start).abs().max() < 1.0


@pytest.mark.parametrize("entry", ALL)
def test_an_overflow_is_noticed_only_where_there_is_one(entry):
    bowl = Bowl(entry)
    bowl.walk(40)
    assert bowl.stepper.finite
