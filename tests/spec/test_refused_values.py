"""Values that cannot stand in a project are refused in one sentence that names the place."""

from functools import partial
from math import inf, nan

import pytest
from pydantic import ValidationError

from playground.spec.base import Choice
from playground.spec.graph import Node
from playground.spec.problems import SpecProblem
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec

SGD = Choice(kind="sgd")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            partial(SGD.with_params, learning_rate=nan),
            "Choice: params → learning_rate: should be a finite number, text, true or false.",
        ),
        (
            partial(Choice, kind="sgd", params={"learning_rate": inf}),
            "Choice: params → learning_rate: should be a finite number, text, true or false.",
        ),
        (partial(RaceSpec, start=(0.0, nan)), "RaceSpec: start → 1: input should be a finite number."),
        (partial(RaceSpec().with_, steps=0), "RaceSpec: steps: input should be greater than or equal to 1."),
        (partial(RaceSpec, speed=3), "RaceSpec: speed: extra inputs are not permitted."),
        (
            partial(RaceSpec, lanes=[LaneSpec(id=f"lane-{n}", optimizer=SGD) for n in range(500)]),
            "RaceSpec: a race has at most 16 lanes, not 500.",
        ),
        (partial(LaneSpec, id="lane-1"), "LaneSpec: optimizer: field required."),
        (partial(Node, id="", kind="linear"), "Node: id: "),
        (
            partial(Project, graph={"nodes": [{"id": "a"}]}),
            "Project: graph → nodes → 0 → kind: field required.",
        ),
    ],
)
def test_a_value_that_is_refused_says_where_and_why(make, sentence):
    with pytest.raises(SpecProblem) as caught:
        make()
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_validating_what_a_file_says_keeps_all_that_is_wrong():
    with pytest.raises(ValidationError) as caught:
        RaceSpec.model_validate({"steps": 0, "noise": -1})
    assert caught.value.error_count() == 2
