"""Regression on targets of any size: the loss sees them standardized, everything shown is in their own unit."""

import json

import numpy as np
import pytest
import torch

from playground.engine.events.pictures import PredictedAgainstTrue
from playground.engine.probes.predictions import Predictor
from playground.engine.training import checkpoint
from playground.engine.training.session import Session
from playground.headless.train import train
from playground.spec.base import Choice
from playground.spec.files import dumps, loads


@pytest.fixture
def houses(chain, project_of, tmp_path):
    """500 houses for 150,000 to 900,000, with the learning rate of a textbook."""
    random = np.random.default_rng(0)
    area, rooms, age = random.uniform(40, 250, 500), random.integers(1, 7, 500), random.uniform(0, 80, 500)
    price = 150_000 + 2_500 * area + 15_000 * rooms - 900 * age + random.normal(0, 20_000, 500)
    path = tmp_path / "houses.csv"
    rows = zip(area, rooms, age, price, strict=True)
    text = "".join(f"{a:.1f},{r},{g:.1f},{p:.0f}\n" for a, r, g, p in rows)
    path.write_text("area,rooms,age,price\n" + text)
    graph = chain(("linear", {"units": 16}, "relu"), ("linear", {"units": 1}, None))
    data = ("csv", {"path": str(path)}, graph, "mse", "standardize")
    project = project_of(*data, epochs=30, optimizer=Choice(kind="adam", params={"learning_rate": 0.01}))
    return project.with_(data=project.data.with_(target_scaling="auto"))


def test_prices_of_houses_are_learned_at_a_usual_rate(houses):
    result = train(houses)
    assert result.val_metric > 0.95
    assert result.val_loss < 0.1, "in standard deviations"
    raw = train(houses.with_(data=houses.data.with_(target_scaling="none")))
    assert raw.val_metric < 0


def test_predictions_are_in_the_unit_of_the_target(houses, run_on):
    session = Session(houses)
    run_on(session)
    (picture,) = Predictor(session).events(1, session.steps_done, frozenset({PredictedAgainstTrue}))
    assert picture.truth.min() > 100_000
    error = np.abs(picture.predicted - picture.truth).mean()
    assert error < 40_000
    spread = ((picture.truth - picture.truth.mean()) ** 2).sum()
    r2 = 1 - ((picture.truth - picture.predicted) ** 2).sum() / spread
    assert session.evaluate().validation_metric == pytest.approx(r2, abs=1e-5)


def test_the_choice_is_saved_and_old_files_keep_their_targets_as_they_are(houses):
    assert loads(dumps(houses)) == houses
    content = json.loads(dumps(houses))
    del content["project"]["data"]["target_scaling"]
    assert loads(json.dumps(content)).data.target_scaling == "none"
    del content["project"]["data"]
    assert loads(json.dumps(content)).data.target_scaling == "auto"


def test_a_resumed_run_is_the_unbroken_one(houses, run_on, tmp_path):
    whole, session = Session(houses), Session(houses)
    run_on(whole, 40)
    run_on(session, 17)
    checkpoint.save(session, tmp_path / "run.weights")
    resumed = checkpoint.resume(tmp_path / "run.weights")
    run_on(resumed, 23)
    assert torch.equal(resumed.theta, whole.theta)
