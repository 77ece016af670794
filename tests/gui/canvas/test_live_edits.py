"""Edits of training numbers analyze nothing and rebuild no card."""

import pytest

from playground.app.document import Document
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.ui.canvas.view.view import CanvasView
from playground.ui.runs.analysis import Analysis
from tests.gui.canvas.conftest import chain


class Watched:
    """A canvas that follows the analysis of a document, with everything that it is told."""

    def __init__(self, qtbot, hub) -> None:
        self.document = Document(Project(graph=chain()))
        self.analysis = Analysis(self.document)
        self.view = CanvasView(self.document, hub)
        qtbot.addWidget(self.view)
        self.view.show_report(self.analysis.report)
        self.reports = []
        self.analysis.changed.connect(self.reports.append)
        self.analysis.changed.connect(self.view.show_report)

    @property
    def states(self):
        return {name: item.state for name, item in self.view.canvas.nodes.items()}

    def train(self, **changes) -> None:
        self.document.edit("Change", lambda p: p.with_(training=p.training.with_(**changes)))


@pytest.fixture
def watched(qtbot, hub) -> Watched:
    return Watched(qtbot, hub)


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": Choice(kind="adam", params={"learning_rate": 0.02})},
        {"schedule": Choice(kind="exponential")},
        {"epochs": 7, "l2": 0.1, "clip_norm": 1.0, "patience": 3, "average": 0.9, "seed": 5},
    ],
)
def test_a_training_number_analyzes_nothing_and_rebuilds_no_card(watched, changes):
    if "schedule" in changes:
        watched.train(schedule=Choice(kind="exponential", params={}))
        watched.reports.clear()
        changes = {"schedule": Choice(kind="exponential", params={"final": 0.5})}
    states, report = watched.states, watched.analysis.report
    watched.train(**changes)
    assert watched.reports == []
    assert watched.analysis.report is report
    assert all(watched.states[name] is state for name, state in states.items())


def test_a_number_that_the_optimizer_refuses_is_analyzed(watched):
    watched.train(optimizer=Choice(kind="adam", params={"learning_rate": -1.0}))
    (report,) = watched.reports
    assert [problem.place for problem in report.problems] == ["training"]
    watched.document.undo()
    assert watched.reports[-1].problems == ()


def test_a_batch_size_and_an_optimizer_are_analyzed(watched):
    watched.train(batch_size=1)
    watched.train(optimizer=Choice(kind="sgd"))
    assert len(watched.reports) == 2


def test_another_loss_and_other_data_change_the_captions(watched):
    before = watched.states
    watched.train(loss=Choice(kind="hinge"))
    assert watched.states["output-1"].caption == "Hinge"
    watched.document.edit("Data", lambda p: p.with_(data=p.data.with_(dataset=Choice(kind="circle"))))
    assert watched.states["input-1"].caption != before["input-1"].caption
