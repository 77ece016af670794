"""The example of a new head does what its notes say."""

from pathlib import Path

import torch

from playground import load
from playground.engine.data.subsample import evenly
from playground.engine.race.network.lane_projects import lane_project
from playground.engine.training.modes import eval_mode
from playground.engine.training.session import Session

EXAMPLE = Path(__file__).parents[2] / "assets" / "examples" / "race-new-head.descent"
STEPS, SAMPLES = 25, 500


def test_a_new_head_on_frozen_layers_is_ahead_of_training_from_scratch():
    project = load(EXAMPLE)
    accuracy = {}
    for lane in project.race.lanes:
        if lane.transfer in {"head", "scratch"}:
            session = Session(lane_project(project, lane, 0), device="cpu")
            assert session.training_samples == 50
            done = 0
            while done < STEPS:
                done += len(session.train(STEPS - done).steps)
            chosen = evenly(len(session.data.x_val), SAMPLES)
            with eval_mode(session.network), torch.no_grad():
                found = session.network(session.data.x_val[chosen]).argmax(1)
            accuracy[lane.transfer] = float((found == session.data.y_val[chosen]).float().mean())
    assert accuracy["head"] > 0.65
    assert accuracy["head"] > accuracy["scratch"] + 0.05
