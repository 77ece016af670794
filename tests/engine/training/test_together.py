"""Two processes compute what one does: every loss and weight, for all kinds of networks, optimizers and batches."""

from contextlib import closing
from itertools import pairwise

import pytest
import torch

from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.engine.events.control import Control
from playground.engine.events.run import RunState, StateChanged
from playground.engine.jobs.training_job import LOST_WORKER, TrainingJob
from playground.engine.training.session import Session
from playground.engine.training.together.worker_processes import WORKERS
from playground.headless.train import train
from playground.spec.base import Choice
from playground.spec.files import load
from playground.spec.node_training import with_settings
from playground.spec.training import NodeTraining


@pytest.fixture(scope="module")
def lead():
    """Let a session train with a second process, which is started once."""

    def share(session):
        ranks = WORKERS.lead(session.project, 2, torch.float64)
        session.gradients.share_with(ranks, session.training)

    yield share
    WORKERS.close()


def example(name, by_hand=None, **training):
    project = load(next(each.path for each in examples() if each.path.stem == name))
    settings = {node: NodeTraining(process=number) for node, number in (by_hand or {}).items()}
    project = project.with_(graph=with_settings(project.graph, settings))
    return project.with_(training=project.training.with_(device="cpu", epochs=2, **training))


def trained(session, steps):
    losses = []
    while len(losses) < steps:
        losses += session.train(steps - len(losses)).loss.tolist()
        if session.evaluation_due:
            session.evaluate()
    return losses


CASES = {
    "layers split, uneven micro-batches": (
        "diabetes-regression",
        {"split": "layers", "micro_batches": 3, "batch_size": 32},
        10,
    ),
    "layers split, skip connection, clipped": (
        "digits-attention",
        {"split": "layers", "batch_size": 25, "clip_norm": 0.1},
        2,
    ),
    "layers split, by hand": ("diabetes-regression", {"split": "layers", "by_hand": {"linear-2": 2}}, 4),
    "layers split, lbfgs": ("diabetes-regression", {"split": "layers", "optimizer": Choice(kind="lbfgs")}, 1),
    "dense, uneven batches": ("diabetes-regression", {"batch_size": 33}, 10),
    "one sample": ("diabetes-regression", {"batch_size": 1}, 3),
    "dropout": ("digits-mlp", {}, 6),
    "batch norm": ("wine-batchnorm", {"batch_size": 15}, 12),
    "convolutions": ("digits-cnn", {"batch_size": 25}, 3),
    "lbfgs": ("diabetes-regression", {"optimizer": Choice(kind="lbfgs")}, 1),
    "sgd, clipped and averaged": (
        "wine-batchnorm",
        {"optimizer": Choice(kind="sgd"), "clip_norm": 0.1, "l2": 0.01, "average": 0.9},
        9,
    ),
}


def assert_possible(passes, micro_batches):
    """Whether both processes computed every micro-batch forward and back, each after what it needs."""
    found = {(each.process, each.forward, each.micro): each for each in passes}
    assert len(passes) == len(found) == 4 * micro_batches
    for micro in range(micro_batches):
        order = [found[at, forward, micro] for at, forward in ((0, True), (1, True), (1, False), (0, False))]
        assert all(0 <= each.begin < each.end for each in order)
        assert all(earlier.begin < later.end for earlier, later in pairwise(order))
    for process in {each.process for each in passes}:
        own = [each for each in passes if each.process == process]
        assert all(earlier.end <= later.begin for earlier, later in pairwise(own))


@pytest.mark.parametrize("case", CASES)
def test_two_processes_give_the_curve_of_one(lead, case):
    name, training, steps = CASES[case]
    project = example(name, **training)
    with (
        closing(Session(project, dtype=torch.float64)) as alone,
        closing(Session(project, dtype=torch.float64)) as together,
    ):
        lead(together)
        expected, found = trained(alone, steps), trained(together, steps)
        together.gradients.leave()
        WORKERS.free()
        split = project.training.split == "layers"
        assert_possible(together.gradients.stage_times.passes, project.training.micro_batches if split else 0)
        torch.testing.assert_close(torch.tensor(found), torch.tensor(expected), rtol=0, atol=1e-6)
        for name, value in alone.memory.items():
            torch.testing.assert_close(together.memory[name], value, rtol=1e-9, atol=1e-9, msg=name)


def test_a_run_that_asks_for_two_processes_has_the_curve_of_one_and_halts_when_one_is_lost(lead):
    one = example("diabetes-regression", batch_size=33)
    two = one.with_(training=one.training.with_(processes=2))
    found, expected = train(two), train(one)
    torch.testing.assert_close(
        torch.tensor(found.losses), torch.tensor(expected.losses), rtol=1e-4, atol=1e-5
    )

    control = Control()
    job = TrainingJob(two, 1, control, None)
    events = iter(job)
    control.step(4)
    seen = next(each for each in events if isinstance(each, StateChanged) and each.state is RunState.PAUSED)
    assert seen.step == 4
    kept = job.session.theta.clone()
    WORKERS.processes[0].kill()
    WORKERS.processes[0].wait()
    control.step(4)
    seen = next(each for each in events if isinstance(each, StateChanged) and each.state is RunState.PAUSED)
    assert (seen.step, seen.message) == (4, LOST_WORKER)
    assert torch.equal(job.session.theta, kept)
    control.stop()
    assert [*events] == []


def test_a_layer_is_not_laid_on_a_process_before_one_that_it_needs():
    for by_hand, words in (
        (
            {"linear-1": 2, "linear-2": 1},
            "Linear (linear-2) is laid on process 1, but needs what Linear (linear-1) computes, which",
        ),
        ({"linear-1": 3}, "Linear (linear-1) is laid on process 3, but there are 2 processes."),
    ):
        project = example("diabetes-regression", by_hand, split="layers", processes=2)
        (problem,) = analyze(project).problems
        assert problem.message.startswith(words)
        assert not analyze(problem.fixes[0].apply(project)).problems
    assert not analyze(example("diabetes-regression", {"linear-1": 1, "output": 2}, split="layers")).problems


def test_layers_that_would_change_the_curve_are_not_split():
    found = analyze(example("digits-mlp", split="layers")).problems
    assert [each.message for each in found] == [
        "Dropout draws random numbers, so the layers cannot be split over processes without another curve."
    ]
    assert found[0].fixes[0].label == "Split the samples instead"
    assert not analyze(example("digits-attention", split="layers")).problems
