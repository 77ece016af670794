"""What a run remarks while it trains: a loss that bursts, and gradients behind a tab."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar

from playground.engine.events.pictures import GradientFindings, GradientFlow
from playground.engine.events.run import RunState
from playground.spec.base import Choice

LEFT = Qt.MouseButton.LeftButton


def test_a_loss_that_bursts_is_remarked_and_one_click_lowers_the_rate(show, make_project, qtbot):
    project = make_project(optimizer=Choice(kind="adam", params={"learning_rate": 100.0}), epochs=20)
    graph = project.graph
    for node in graph.nodes:
        graph = graph.replace(node.with_(activation=None))
    window = show(project.with_(graph=graph))
    QTest.mouseClick(window.transport.play, LEFT)
    qtbot.waitUntil(lambda: window.banner.isVisible() and window.runs.state is RunState.FINISHED)
    assert window.banner.message.text().startswith("The training loss is ")
    assert window.banner.message.text().endswith(" times as large as at the start.")
    QTest.mouseClick(window.banner.fix, LEFT)
    assert window.document.project.training.optimizer.params["learning_rate"] == 10.0


def test_gradient_flow_behind_a_tab_says_by_a_dot_that_it_has_something_to_say(window, watch, qtbot):
    window.docks.lay_out()
    flow = window.docks["flow"]
    (bar, place), *_ = [
        (bar, place)
        for bar in window.findChildren(QTabBar)
        for place in range(bar.count())
        if bar.tabText(place) == "Gradient flow"
    ]
    QTest.mouseClick(window.transport.epoch, LEFT)
    qtbot.waitUntil(lambda: bool(watch.of(GradientFindings)))
    assert not watch.of(GradientFlow)
    window.live.consume([GradientFindings(1, 14, ("Linear 1: gradient vanishes (3e-9)",))])
    assert not bar.tabIcon(place).isNull()
    assert bar.tabToolTip(place) == "Linear 1: gradient vanishes (3e-9)"
    flow.bring()
    qtbot.waitUntil(lambda: bar.tabIcon(place).isNull())
    qtbot.waitUntil(lambda: bool(watch.of(GradientFlow)))
