"""Transfer learning: a new head as one edit, recipes of what is trained, and lanes that follow them."""

import torch

from playground.app.document import Document
from playground.app.examples import first_project
from playground.build.analysis.shapes import analyze
from playground.build.transfer import head_of, new_head, with_recipe
from playground.code.export import export_weights
from playground.engine.race.network.lane_projects import lane_project
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.block import group
from playground.spec.files import dumps, loads
from playground.spec.node_training import settings_of
from playground.spec.race import LaneSpec, RaceSpec
from playground.spec.start import StartSpec
from playground.spec.transfer import SLOW


def test_a_new_head_is_drawn_and_the_rest_keeps_its_weights(tmp_path):
    project = first_project()
    project = project.with_(training=project.training.with_(epochs=1, device="cpu"))
    session = Session(project)
    session.train(5)
    export_weights(project, tmp_path / "w.safetensors", session.network)
    begun = project.with_(start=StartSpec(weights=str(tmp_path / "w.safetensors")))
    clouds = begun.with_(data=begun.data.with_(dataset=Choice(kind="gaussians", params={"classes": 4})))
    problem = analyze(clouds).problems[0]
    assert problem.fixes[0].label == "New head with 4 outputs; the rest keeps its weights"
    document = Document(clouds)
    document.edit(problem.fixes[0].label, problem.fixes[0].apply)
    fixed = document.project
    assert not analyze(fixed).problems
    assert loads(dumps(fixed)).start.redrawn == ("linear-3",)
    new = Session(fixed)
    head = session.segments["linear-3"].start
    assert torch.equal(new.theta[:head], session.theta[:head])
    assert "linear_3.weight, linear_3.bias drawn" in new.fitted.summary()
    document.undo()
    assert document.project == clouds
    # A head of the same size is drawn as well.
    same, fresh = Session(new_head(begun, 2)), Session(project)
    assert torch.equal(same.theta[:head], session.theta[:head])
    assert torch.equal(same.theta[head:], fresh.theta[head:])


def test_recipes_freeze_and_slow_down_what_lies_below_the_head(tmp_path):
    project = first_project().with_(start=StartSpec(weights=str(tmp_path / "none.safetensors")))
    names = ("linear-1", "linear-2", "linear-3")

    def learned(recipe):
        settings = settings_of(with_recipe(project, recipe).graph)
        return [(settings[name].frozen, settings[name].rate_factor) for name in names]

    assert learned("head") == [(True, 1.0), (True, 1.0), (False, 1.0)]
    assert learned("upper") == [(True, 1.0), (False, SLOW), (False, 1.0)]
    assert learned("all") == [(False, SLOW), (False, SLOW), (False, 1.0)]
    assert learned("scratch") == [(False, 1.0)] * 3
    slow = with_recipe(project.with_(start=StartSpec()), "all")
    slow = slow.with_(training=slow.training.with_(optimizer=Choice(kind="lbfgs")))
    (problem,) = analyze(slow).problems
    assert "but Linear and 1 other layer have rate factors of their own" in problem.message
    assert not analyze(problem.fixes[0].apply(slow)).problems
    race = project.with_(race=RaceSpec(on="network"))
    lanes = [
        lane_project(race, LaneSpec(id="a", optimizer=Choice(kind="sgd"), transfer=recipe), 0)
        for recipe in (None, "head", "scratch")
    ]
    assert [lane.start.drawn for lane in lanes] == [False, False, True]
    assert [settings_of(lane.graph)["linear-1"].frozen for lane in lanes] == [False, True, False]
    grouped, _ = group(project.graph, ["linear-2", "linear-3"])
    assert head_of(grouped) == "block-1/1/linear-3"
    assert new_head(project.with_(graph=grouped), 7).start.redrawn == ("block-1/linear-3",)
