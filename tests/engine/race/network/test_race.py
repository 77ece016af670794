"""Races on the project's network: fair, repeatable, and each lane does what it would do alone."""

from typing import ClassVar

import numpy as np
import pytest
import torch

from playground.engine.events.control import Control
from playground.engine.events.network_race import (
    LaneEvaluated,
    LaneFlows,
    LaneMarked,
    LanePace,
    LanePaths,
    LanePictures,
    LaneSaved,
    LaneScalars,
    LaneState,
    NetworkRaceStarted,
    NetworkRaceState,
    NetworkResults,
)
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import RunState
from playground.engine.jobs.network_race_job import NetworkRaceJob
from playground.engine.jobs.race_pictures import RacePictures
from playground.engine.population import lockstep as lanes
from playground.engine.race.lanes import CannotRace
from playground.engine.race.network.lane_projects import lane_project
from playground.engine.race.network.race import NetworkRace
from playground.engine.training import evaluation, session
from playground.engine.training.checkpoint import resume
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.headless.race import race
from playground.spec.base import Choice
from playground.spec.files import dumps, loads
from playground.spec.graph import Node
from playground.spec.race import LaneSpec, RaceSpec

HEAVY = frozenset({LossPlane, LanePaths, LanePictures, LaneFlows})


def lane(number, kind, rate, **changes):
    return LaneSpec(
        id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}), **changes
    )


LANES = (lane(1, "sgd", 0.1), lane(2, "momentum", 0.03), lane(3, "adam", 0.01), lane(4, "lion", 0.002))


@pytest.fixture
def racing(spiral):
    """The spiral with four lanes on its network."""
    return spiral.with_(race=RaceSpec(on="network", lanes=LANES, epochs=30, target=0.6))


def dropping(project):
    """With a dropout layer before the output."""
    wire = next(edge for edge in project.graph.edges if edge.target.startswith("output"))
    node = Node(id="dropout-1", kind="dropout", params={"probability": 0.3})
    return project.with_(graph=project.graph.insert(node, wire))


def thetas(running, steps):
    list(running.evaluations_due())
    while running.total_steps and not running.finished:
        first = next(iter(running.members.values()))
        if first.steps_done >= steps:
            break
        running.train(steps - first.steps_done)
        list(running.evaluations_due())
    return {name: member.theta.clone() for name, member in running.members.items()}


def test_each_lane_does_what_it_would_do_alone(racing):
    found = thetas(NetworkRace(racing), 100)
    for each in LANES:
        alone = Session(lane_project(racing, each, 0))
        while alone.steps_done < 100:
            alone.train(100 - alone.steps_done)
            alone.evaluate()
        torch.testing.assert_close(found[each.id], alone.theta, rtol=0, atol=1e-5)


def test_all_lanes_of_a_repetition_begin_with_the_same_weights(racing):
    running = NetworkRace(racing.with_(race=racing.race.with_(seeds=2)))
    starts = {name: member.theta.clone() for name, member in running._lanes.members.items()}
    first, second = starts["lane-1#0"], starts["lane-1#1"]
    assert not torch.equal(first, second)
    for name, theta in starts.items():
        assert torch.equal(theta, first if name.endswith("#0") else second)


def test_all_lanes_see_the_same_samples_in_the_same_order(racing):
    """Whatever the optimizer draws or evaluates, with and without dropout, and when somebody leaves."""
    lanes = (*LANES, lane(5, "adam", 0.01, dropout=0.0), lane(6, "sophia", 0.01))
    running = NetworkRace(dropping(racing).with_(race=racing.race.with_(lanes=lanes)))
    seen = {key: [] for key in running.members}
    for step in range(40):
        if step == 20:
            running.drop("lane-2")
        running.train(1)
        for key, member in running.members.items():
            seen[key].append(member.progress.newest.tolist())
    for key, orders in seen.items():
        assert orders == seen["lane-1"][: len(orders)], key


def test_one_seed_is_one_race_to_the_last_bit_also_from_a_file(racing):
    project = dropping(racing)
    once, again = thetas(NetworkRace(project), 60), thetas(NetworkRace(loads(dumps(project), "race")), 60)
    for key in once:
        assert torch.equal(once[key], again[key])


def test_a_lane_that_breaks_leaves_the_others_alone(racing):
    growing = Choice(
        kind="sgd", params={"learning_rate": 100.0, "weight_decay": 1.0}
    )  # by a factor of -99 a step
    wild = LaneSpec(id="lane-9", optimizer=growing)
    fine = thetas(NetworkRace(racing), 60)
    running = NetworkRace(racing.with_(race=racing.race.add(wild)))
    found = thetas(running, 60)
    ((broken, message),) = running.newly_diverged()
    assert broken.lane == "lane-9"
    assert "not finite at step" in message
    result = running.result("lane-9")
    assert result.failures == 1
    assert result.state.startswith("diverged at step")
    assert np.isnan(result.final)
    assert result.as_json()["final"] is None
    for each in LANES:
        torch.testing.assert_close(found[each.id], fine[each.id], rtol=0, atol=1e-5)


def test_choices_of_a_lane_change_its_network_alone(racing):
    project = dropping(racing)
    own = lane(5, "adam", 0.01, dropout=0.0, initializer=Choice(kind="zeros"), batch_size=16)
    made = lane_project(project, own, 3)
    assert made.graph.node("dropout-1").params["probability"] == 0.0
    weights = [node for node in made.graph.nodes if node.kind == "linear"]
    assert weights
    assert all(node.initializer == Choice(kind="zeros") for node in weights)
    assert (made.training.batch_size, made.training.seed) == (16, racing.race.seed + 3)
    assert lane_project(project, LANES[0], 0).graph == project.graph


def test_words_tell_what_is_shared_and_what_differs(racing):
    same = NetworkRace(racing)
    assert any("Initial weights: the same" in words for words in same.fairness.shared)
    assert any("the same order" in words for words in same.fairness.shared)
    lanes = (*LANES, lane(5, "adam", 0.01, batch_size=16, initializer=Choice(kind="xavier")))
    mixed = NetworkRace(racing.with_(race=racing.race.with_(lanes=lanes)))
    assert not any("Initial weights: the same" in words for words in mixed.fairness.shared)
    assert not any("the same order" in words for words in mixed.fairness.shared)
    assert any(
        words.startswith("Batch sizes:") and "Adam 2 16" in words for words in mixed.fairness.differing
    )
    assert any(words.startswith("Initial weights:") for words in mixed.fairness.differing)


def test_results_are_medians_over_repetitions(racing):
    project = racing.with_(race=racing.race.with_(seeds=3, lanes=LANES[:2]))
    ranked = race(project)
    steps = [np.inf if r.steps_to_target is None else r.steps_to_target for r in ranked]
    assert steps == sorted(steps)
    finals = []
    for repetition in range(3):
        alone = Session(lane_project(project, LANES[0], repetition))
        while not alone.finished:
            alone.train(64)
            alone.evaluate()
        finals.append(alone.evaluate().train_loss)
    result = next(r for r in ranked if r.optimizer == "sgd")
    assert result.final == pytest.approx(sorted(finals)[1], rel=1e-4)
    assert result.final_quartiles[0] <= result.final <= result.final_quartiles[1]
    assert (result.repetitions, result.failures) == (3, 0)
    assert result.seconds_to_target is None or result.seconds_to_target > 0


def test_what_cannot_race_is_reported_in_a_sentence(racing):
    with pytest.raises(CannotRace, match="no lanes"):
        NetworkRace(racing.with_(race=racing.race.with_(lanes=())))
    with pytest.raises(CannotRace, match="networks"):
        NetworkRace(
            racing.with_(race=racing.race.with_(lanes=tuple(lane(k, "sgd", 0.1) for k in range(8)), seeds=64))
        )
    with pytest.raises(CannotTrain, match=r"^SGD: .*learning rate"):
        NetworkRace(racing.with_(race=racing.race.with_(lanes=(lane(1, "sgd", 1e30),))))


# --- live ----------------------------------------------------------------------------------------


class Live:
    """A job that is driven from outside, event by event."""

    def __init__(self, project):
        self.control = Control()
        self.events = []
        self._job = iter(NetworkRaceJob(project, 7, self.control))

    def until(self, done):
        for event in self._job:
            self.events.append(event)
            if done(event):
                return event
        raise AssertionError("the job ended")

    def all(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def state(self, state):
        return self.until(lambda event: isinstance(event, NetworkRaceState) and event.state is state)


def losses(live, key):
    return np.concatenate([e.loss for e in live.all(LaneScalars) if (e.lane, e.repetition) == (key, 0)])


def test_watched_and_unwatched_it_is_the_same_race(racing):
    live = Live(racing)
    ready = live.state(RunState.READY)
    assert ready.seconds_left > 0
    kinds = [type(event) for event in live.events]
    assert kinds.index(LanePace) < kinds.index(LaneEvaluated)  # numbers come before what takes long
    live.control.want(HEAVY)
    live.control.play()
    assert live.state(RunState.FINISHED).seconds_left == 0
    for pace in live.all(LanePace):
        assert pace.loss == pytest.approx(losses(live, pace.lane)[0], rel=1e-6)
    live.until(lambda event: isinstance(event, LanePaths))
    quiet = NetworkRace(racing)
    alone = {each.id: [] for each in LANES}
    while not quiet.finished:
        for lane_run, stretch, _ in quiet.train(64):
            alone[lane_run.lane] += stretch.loss.tolist()
        list(quiet.evaluations_due())
    for each in LANES:
        assert losses(live, each.id).tolist() == alone[each.id]
    assert {type(event) for event in live.events} >= {
        NetworkRaceStarted, LaneEvaluated, LanePaths, LanePictures, LaneFlows, NetworkResults,
    }  # fmt: skip


def test_a_plane_that_has_just_come_is_reported_at_once_and_only_once(racing):
    quiet = NetworkRace(racing)
    pictures = RacePictures(quiet, 7)
    pictures.want(frozenset({LossPlane}))
    quiet.train(8, pictures.paths)
    while not pictures.beside(1.0, 0.0):
        pass
    plane = next(event for event in pictures.plane() if isinstance(event, LossPlane))
    assert plane.titles[0].startswith("PC 1")
    assert not pictures.beside(0.0, 0.0)


class Scarce(Session):
    """One that steps alone and fails in the middle of its next stretch, once; at first it has nothing to fail with."""

    error: ClassVar[Exception | None] = None

    def advance(self, most, keeper=None):
        stretch = super().advance(most, keeper)
        if self.training.optimizer.kind == "sam" and Scarce.error is not None:
            error, Scarce.error = Scarce.error, None
            raise error
        return stretch


@pytest.fixture
def scarce(monkeypatch):
    monkeypatch.setattr(Scarce, "error", None)
    monkeypatch.setattr(lanes, "Session", Scarce)
    return Scarce


NO_MEMORY = torch.OutOfMemoryError("CUDA out of memory.")
NO_DEVICE = torch.AcceleratorError("CUDA error: device lost")


def with_sam(project):
    """A race in which the last lane steps alone."""
    lanes = (*LANES[:2], lane(3, "sam", 0.05))
    return project.with_(race=project.race.with_(lanes=lanes, target=None))


def test_without_memory_a_race_pauses_unchanged_and_can_continue(racing, scarce):
    project, quiet = with_sam(racing), NetworkRace(with_sam(racing))
    expected = {each: [] for each in quiet.names}
    while not quiet.finished:
        for lane_run, stretch, _ in quiet.train(64):
            expected[lane_run.lane] += stretch.loss.tolist()
        list(quiet.evaluations_due())
    live = Live(project)
    live.control.want(HEAVY)
    live.state(RunState.READY)
    live.control.step(13)
    live.state(RunState.PAUSED)
    scarce.error = NO_MEMORY
    live.control.play()
    paused = live.state(RunState.PAUSED)
    assert "ran out of memory" in paused.message
    live.control.play()
    live.state(RunState.FINISHED)
    assert {each: losses(live, each).tolist() for each in expected} == expected
    for path in live.all(LanePaths)[-1].paths.values():
        assert (np.diff(path.steps) > 0).all()


def test_a_race_whose_device_goes_ends_in_words(racing, scarce):
    live = Live(with_sam(racing))
    live.state(RunState.READY)
    scarce.error = NO_DEVICE
    live.control.play()
    assert "stopped responding" in live.state(RunState.FAILED).message
    assert list(live._job) == []


@pytest.mark.parametrize(
    ("error", "words"), [(NO_MEMORY, "ran out of memory"), (NO_DEVICE, "stopped responding")]
)
def test_a_race_that_cannot_begin_for_its_device_says_why(racing, scarce, error, words):
    scarce.error = error
    live = Live(with_sam(racing))
    assert words in live.state(RunState.FAILED).message
    assert list(live._job) == []


def test_true_losses_and_distances_belong_to_the_paths(racing):
    live = Live(racing)
    live.control.want(HEAVY)
    live.control.play()
    live.state(RunState.FINISHED)
    plane = live.until(lambda event: isinstance(event, LossPlane) and event.complete)
    paths = live.until(
        lambda e: isinstance(e, LanePaths) and all(np.isfinite(p.loss).all() for p in e.paths.values())
    )
    assert set(paths.paths) == {each.id for each in LANES}
    starts = set()
    for path in paths.paths.values():
        assert path.generation == plane.generation
        assert path.steps[0] == 0
        assert (path.off_plane >= 0).all()
        starts.add((round(float(path.x[0]), 4), round(float(path.y[0]), 4), round(float(path.loss[0]), 5)))
        inside = (
            (path.x >= plane.x[0])
            & (path.x <= plane.x[-1])
            & (path.y >= plane.y[0])
            & (path.y <= plane.y[-1])
        )
        assert inside.all()
    assert len(starts) == 1


def test_the_plane_can_be_laid_through_two_ends(racing):
    live = Live(racing)
    live.control.want(HEAVY)
    live.control.play()
    live.state(RunState.FINISHED)
    live.until(lambda event: isinstance(event, LossPlane) and event.complete)
    live.control.choose_race_plane(("lane-1", "lane-3"))
    live.until(lambda event: isinstance(event, LossPlane) and "first lane" in event.titles[0])
    paths = live.until(lambda event: isinstance(event, LanePaths)).paths
    first, third = paths["lane-1"], paths["lane-3"]
    assert (first.x[-1], first.y[-1]) == pytest.approx((1, 0), abs=1e-4)
    assert (third.x[-1], third.y[-1]) == pytest.approx((0, 1), abs=1e-4)
    assert (first.x[0], first.y[0]) == pytest.approx((0, 0), abs=1e-4)
    assert first.off_plane[-1] == pytest.approx(0, abs=1e-3)


def newest_paths(live, through):
    return live.until(lambda event: isinstance(event, LanePaths) and event.through == through)


def test_the_ends_of_both_lanes_lie_in_their_plane_and_it_is_reported_how_much_of_each_path_does(racing):
    live = Live(racing)
    live.control.want(HEAVY)
    live.control.choose_race_plane(("lane-1", "lane-3"))
    live.control.play()
    live.state(RunState.FINISHED)
    told = newest_paths(live, ("lane-1", "lane-3"))
    settled = live.until(lambda e: isinstance(e, LanePaths) and e.paths["lane-1"].off_plane[-1] < 1e-3)
    assert set(told.inside) == {each.id for each in LANES}
    assert all(0 <= share <= 1 for share in told.inside.values())
    assert settled.inside["lane-1"] > settled.inside["lane-4"]


def test_a_plane_outlives_the_lanes_that_it_goes_through(racing):
    live = Live(racing)
    live.control.want(HEAVY)
    live.control.step(20)
    live.control.choose_race_plane(("lane-1", "lane-2"))
    newest_paths(live, ("lane-1", "lane-2"))
    live.control.drop_lane("lane-2")
    assert "lane-2" not in newest_paths(live, None).paths
    live.control.change_lane(LANES[1])
    live.control.step(20)
    newest_paths(live, ("lane-1", "lane-2"))


def test_lanes_that_went_the_same_way_span_no_plane(racing):
    twins = (lane(1, "sgd", 0.1), lane(2, "sgd", 0.1))
    live = Live(racing.with_(race=racing.race.with_(lanes=twins)))
    live.control.want(HEAVY)
    live.control.step(20)
    live.state(RunState.PAUSED)
    live.control.choose_race_plane(("lane-1", "lane-2"))
    live.until(lambda event: isinstance(event, LossPlane) and event.complete and "PC 1" in event.titles[0])
    assert live.until(lambda event: isinstance(event, LanePaths)).through is None


def test_pause_change_a_rate_continue(racing):
    live = Live(racing)
    live.control.step(20)
    live.state(RunState.PAUSED)
    assert len(losses(live, "lane-1")) == 20
    live.control.change_lane(lane(1, "sgd", 0.001))
    live.control.step(10)
    live.state(RunState.PAUSED)
    assert [event.words for event in live.all(LaneMarked)] == ["learning rate 0.1 → 0.001"]
    rates = np.concatenate([e.learning_rate for e in live.all(LaneScalars) if e.lane == "lane-1"])
    assert rates.tolist() == pytest.approx([0.1] * 20 + [0.001] * 10)
    other = np.concatenate([e.learning_rate for e in live.all(LaneScalars) if e.lane == "lane-2"])
    assert other.tolist() == pytest.approx([0.03] * 30)


def test_a_lane_can_leave_and_another_join_at_the_common_start(racing):
    live = Live(racing)
    live.control.want(HEAVY)
    live.control.step(20)
    live.state(RunState.PAUSED)
    live.control.drop_lane("lane-2")
    live.control.change_lane(lane(8, "adam", 0.01))
    live.control.step(10)
    live.state(RunState.PAUSED)
    assert [(e.lane, e.state) for e in live.all(LaneState)] == [("lane-2", "dropped"), ("lane-8", "running")]
    assert len(losses(live, "lane-2")) == 20
    assert losses(live, "lane-8") == pytest.approx(losses(live, "lane-3")[:10], rel=1e-5)
    assert live.all(NetworkResults)[-1].results["lane-2"].state == "dropped"
    live.control.play()
    live.state(RunState.FINISHED)
    assert len(losses(live, "lane-8")) == len(losses(live, "lane-3"))


def test_the_weights_of_a_lane_can_be_gone_on_with(racing, tmp_path):
    live = Live(racing)
    live.control.step(20)
    live.state(RunState.PAUSED)
    live.control.save_lane("lane-3", tmp_path / "lane.weights")
    saved = live.until(lambda event: isinstance(event, LaneSaved))
    session = resume(saved.path, saved.project)
    assert session.steps_done == 20
    live.control.step(5)
    live.state(RunState.PAUSED)
    assert session.train(5).loss.tolist() == pytest.approx(losses(live, "lane-3")[20:].tolist(), rel=1e-5)


def test_it_ends_at_once_when_it_is_stopped(racing):
    live = Live(racing.with_(race=racing.race.with_(epochs=100_000)))
    live.control.want(HEAVY)
    live.control.play()
    live.until(lambda event: isinstance(event, LaneScalars))
    live.control.stop()
    rest = list(live._job)
    assert len(rest) < 40  # what one slice tells


def test_a_race_that_cannot_begin_says_why(racing):
    events = list(NetworkRaceJob(racing.with_(race=racing.race.with_(lanes=())), 1, Control()))
    assert (events[-1].state, events[-1].message[:8]) == (RunState.FAILED, "The race")


def test_equal_networks_are_evaluated_once_at_the_start_and_each_on_its_own_later(racing, monkeypatch):
    calls = []

    def counted(network, *rest, **options):
        calls.append(network)
        return evaluation.evaluate(network, *rest, **options)

    monkeypatch.setattr(session, "evaluate", counted)
    initialized = racing.race.lanes[2].with_(initializer=Choice(kind="orthogonal"))
    lanes = (*racing.race.lanes[:2], initialized, racing.race.lanes[3])
    running = NetworkRace(racing.with_(race=racing.race.with_(lanes=lanes, target=None)))
    found = {run.lane: outcome for run, _, outcome in running.evaluations_due()}
    assert len(calls) == 2
    for each, member in running.members.items():
        assert found[each] == Session(member.project).evaluate()
    assert found["lane-1"] != found["lane-3"]
    calls.clear()
    running.train(10_000)  # ends where an evaluation is due
    assert len({outcome for _, _, outcome in running.evaluations_due()}) == len(calls) == 4


def test_the_start_is_evaluated_in_slices_once_for_lanes_that_differ_in_dropout_only(racing, monkeypatch):
    monkeypatch.setattr(evaluation, "BATCH", (32, 100))
    lanes = (lane(1, "sgd", 0.1), lane(2, "sgd", 0.1, dropout=0.0), lane(3, "adam", 0.01, dropout=0.6))
    running = NetworkRace(dropping(racing).with_(race=racing.race.with_(lanes=lanes, target=None)))
    members = list(running.members.values())
    seen = list(running.first_evaluations.begin(members, lambda: False))
    samples = members[0].evaluated_samples + len(members[0].data.x_val)
    assert len(seen) == 2
    assert [(done, total) for done, total, _ in seen][-1] == (samples, samples)
    expected = Session(members[0].project).evaluate()
    monkeypatch.setattr(session, "evaluate", lambda *_, **__: pytest.fail("was evaluated again"))
    assert [outcome for _, _, outcome in running.evaluations_due()] == 3 * [expected]
