"""The target of a race on a network is found to a hundredth of it, and looking for it changes no lane."""

import numpy as np
import pytest
import torch

from playground.engine.race.network.lane_projects import lane_project
from playground.engine.race.network.race import NetworkRace
from playground.engine.race.network.target import FINE_CHECKS, Target
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.files import dumps
from playground.spec.graph import Node
from playground.spec.race import LaneSpec, RaceSpec

CONSTANT = Choice(kind="constant")
PLATEAU = Choice(kind="plateau", params={"patience": 0, "gamma": 0.5, "threshold": 0.05, "least": 0.0})


def lane(number, kind, rate, schedule=CONSTANT, **params):
    optimizer = Choice(kind=kind, params={"learning_rate": rate, **params})
    return LaneSpec(id=f"lane-{number}", optimizer=optimizer, schedule=schedule)


LANES = (
    lane(1, "sgd", 0.1),
    lane(2, "sgd", 1.0, schedule=PLATEAU),
    lane(3, "adam", 0.01),
    lane(4, "lbfgs", 0.1, inner=4),
)


@pytest.fixture
def racing(spiral):
    """Several optimizers, one of which listens to evaluations, on a network with dropout."""
    wire = next(edge for edge in spiral.graph.edges if edge.target.startswith("output"))
    node = Node(id="dropout-1", kind="dropout", params={"probability": 0.2})
    project = spiral.with_(graph=spiral.graph.insert(node, wire))
    return project.with_(race=RaceSpec(on="network", lanes=LANES, epochs=60, target=0.7))


def run(project, most=64):
    running = NetworkRace(project)
    list(running.evaluations_due())
    losses = {each.id: [] for each in project.race.lanes}
    rates = {each.id: [] for each in project.race.lanes}
    while not running.finished:
        for lane_run, stretch, _ in running.train(most):
            losses[lane_run.lane] += stretch.loss.tolist()
            rates[lane_run.lane] += stretch.learning_rate.tolist()
        list(running.evaluations_due())
    return running, losses, rates


@pytest.fixture(scope="module")
def raced():
    """Races that are over, and the losses and rates of their lanes, each run once."""
    known = {}

    def of(project):
        key = dumps(project)
        if key not in known:
            known[key] = run(project)
        return known[key]

    return of


@pytest.mark.parametrize(
    ("on", "target"), [("metric", 0.7), ("validation_loss", 0.55), ("train_loss", 0.55), ("metric", 2.0)]
)
def test_looking_for_the_target_changes_no_lane(racing, raced, on, target):
    expected, losses, rates = raced(racing.with_(race=racing.race.with_(target=None)))
    looking, found, found_rates = raced(racing.with_(race=racing.race.with_(target=target, target_on=on)))
    assert found == losses
    assert found_rates == rates
    assert len(set(rates["lane-2"])) > 2  # it listens, and has heard something
    for key, member in expected.members.items():
        assert torch.equal(looking.members[key].theta, member.theta)
        assert torch.equal(looking.members[key].grad, member.grad)
    known = [record.points for records in expected._records.values() for record in records]
    assert [record.points for records in looking._records.values() for record in records] == known


@pytest.mark.parametrize("each", LANES, ids=lambda each: each.optimizer.kind + each.schedule.kind)
def test_a_lane_that_is_looked_at_is_its_solo_run_to_the_last_bit(racing, raced, each):
    project = racing.with_(race=racing.race.with_(lanes=(each,)))
    running, losses, _ = raced(project)
    assert running.result(each.id).steps_to_target is not None
    alone, solo = Session(lane_project(project, each, 0)), []
    alone.evaluate()
    while not alone.finished:
        solo += alone.train(64).loss.tolist()
        if alone.evaluation_due:
            alone.evaluate()
    assert losses[each.id] == solo
    assert torch.equal(running.members[each.id].theta, alone.theta)


@pytest.mark.parametrize("each", LANES[:3], ids=lambda each: each.optimizer.kind + each.schedule.kind)
def test_the_target_is_found_to_a_hundredth_of_the_race(racing, raced, each):
    project = racing.with_(race=racing.race.with_(lanes=(each,)))
    running, _, _ = raced(project)
    step = running.result(each.id).steps_to_target
    fine = running.members[each.id].total_steps // FINE_CHECKS
    evaluated = {reading.step for reading in running._records[each.id][0].points}
    assert fine < min(np.diff(sorted(evaluated)))
    assert step not in evaluated
    alone, values = Session(lane_project(project, each, 0)), {}
    alone.evaluate()
    while alone.steps_done < step:
        alone.train(fine - alone.steps_done % fine)
        if alone.evaluation_due:
            alone.evaluate()
        values[alone.steps_done] = alone.evaluate_split("validation")[1]
    assert values[step] >= project.race.target
    before = max((at for at in values if at < step), default=0)
    assert step - before <= fine
    assert not before or values[before] < project.race.target


def test_the_same_step_is_found_however_the_race_is_cut_into_slices(racing, raced):
    """As it is when pictures come between."""
    whole, *_ = raced(racing)
    cut, *_ = run(racing, most=7)
    for each in LANES:
        assert cut.result(each.id).steps_to_target == whole.result(each.id).steps_to_target


def test_looks_cost_more_steps_where_many_samples_are_looked_at(racing):
    member = next(iter(NetworkRace(racing).members.values()))
    of_few, of_many = Target(racing.race), Target(racing.race.with_(target_on="train_loss"))
    assert len(member.data.x_train) > len(member.data.x_val)
    assert of_many.interval(member) > of_few.interval(member)


def test_time_is_measured_without_evaluations(racing):
    """Whoever evaluates asks between two batches of samples whether to give up."""
    asked = []

    def stopped():
        asked.append(True)
        return False

    running = NetworkRace(racing.with_(race=racing.race.with_(lanes=LANES[:3])), stopped)
    list(running.evaluations_due())
    assert asked
    asked.clear()
    pace = running.measure_pace("lane-1").seconds
    assert not asked
    while not running.finished:
        running.train(64)
        list(running.evaluations_due())
    result = running.result("lane-1")
    assert result.seconds_to_target == result.steps_to_target * pace


def test_it_is_reported_how_often_the_target_is_looked_for(racing):
    assert any(
        words.startswith("Target: checked at least every") for words in NetworkRace(racing).fairness.shared
    )
    assert not any(
        words.startswith("Target")
        for words in NetworkRace(racing.with_(race=racing.race.with_(target=None))).fairness.shared
    )
