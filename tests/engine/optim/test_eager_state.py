"""States of optimizers that step in Python, whose names and forms differ from step to step."""

import pytest
import torch

from playground.engine.training.session import Session
from playground.engine.training.state import State, StateProblem

KINDS = ["soap", "muon", "lbfgs", "sam", "prodigy"]


@pytest.fixture(params=KINDS)
def project(request, spiral, changed):
    return changed(spiral, optimizer=(request.param, {}), epochs=100)


def bytes_of(text):
    return torch.tensor(list(text.encode()), dtype=torch.uint8)


def test_a_state_is_taken_at_the_beginning_and_later(project, run_on):
    whole, cut, other = Session(project), Session(project), Session(project)
    begin = cut.state()
    run_on(cut, steps=5)
    later = cut.state()
    run_on(whole, steps=9)
    for state, steps in ((later, 4), (begin, 9)):
        other.restore(state)
        run_on(other, steps=steps)
        assert torch.equal(other.theta, whole.theta)


BROKEN = [
    "",
    "[]",
    "{}",
    "null",
    "[1]",
    '[{"": []}]',
    '[{"": [["param_groups", []], ["state", []]]}]',
    "[" * 3000,
    "\u00e9",
]


def test_what_is_no_state_is_refused_and_changes_nothing(project, run_on):
    session = Session(project)
    run_on(session, steps=3)
    state, theta = session.state(), session.theta.clone()
    alone = Session(project)
    expected = run_on(alone, steps=3 + len(BROKEN))[3:]
    for words, loss in zip(BROKEN, expected, strict=True):
        broken = State({**state.values, "optimizer.rest": bytes_of(words)})
        with pytest.raises(StateProblem, match="state of the optimizer does not fit"):
            session.restore(broken)
        assert torch.equal(session.theta, theta), words
        assert run_on(session, steps=1) == [loss], words
        state, theta = session.state(), session.theta.clone()
    assert torch.equal(session.theta, alone.theta)


def test_a_state_with_parts_missing_is_refused(project, run_on):
    session = Session(project)
    run_on(session, steps=3)
    values = dict(session.state().values)
    for name in [name for name in values if name.startswith("optimizer.") and name[10:].isdigit()][:2]:
        short = State({key: value for key, value in values.items() if key != name})
        with pytest.raises(StateProblem):
            session.restore(short)
