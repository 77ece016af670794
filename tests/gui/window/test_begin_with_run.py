"""What was trained in the window is kept as the weights that runs begin with, beside a new head."""

from PySide6.QtWidgets import QFileDialog

from playground.build.weights.named_arrays import read_arrays
from playground.catalog.kinds import NETWORKS
from playground.engine.events.run import RunState
from playground.engine.training.session import Session
from playground.spec.start import StartSpec
from playground.ui.inspector.start_weights import StartWeights


def test_a_new_head_keeps_what_was_trained_below_it(
    make_window, project, qtbot, memory, tmp_path, monkeypatch
):
    window = make_window(project)
    row = window.actions_table["network.begin_with_run"]
    assert not row.isEnabled()
    window.runs.step()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED and window.runs.record.steps.newest == 1)
    qtbot.waitUntil(row.isEnabled)
    before, document = window.document.project, window.document
    row.trigger()
    qtbot.waitUntil(lambda: not document.project.start.drawn)
    file = memory.data / "weights" / f"{window.files.name} weights.safetensors"
    assert document.project.start == StartSpec(weights=str(file))
    trained = read_arrays(file)
    drawn = {name: value.clone() for name, value in Session(before).network.state_dict().items()}
    assert sorted(value.shape for value in trained.values()) == sorted(
        value.shape for value in drawn.values()
    )
    document.undo()
    assert document.project == before
    document.redo()
    assert window.canvas.commands.edits.transfer.new_head()
    start = document.project.start
    assert start.redrawn == ("linear-2",)
    begun = Session(document.project)
    step = next(step for step in begun.network.steps if step.node == "linear-1")
    assert step.module.weight.equal(trained["linear-1.weight"])
    head = next(step for step in begun.network.steps if step.node == "linear-2")
    assert not head.module.weight.equal(trained["linear-2.weight"])
    assert window.runs.stale, "the run continues with what it began with"
    row.trigger()
    qtbot.waitUntil(lambda: document.project.start != start)
    again = file.with_stem(f"{file.stem} (2)")
    assert document.project.start == StartSpec(weights=str(again), partial=True), (
        "edits since may need drawn weights"
    )
    assert read_arrays(again).keys() == trained.keys()
    # Once saved, the project begins with a copy beside its file; run and undo steps follow.
    window.runs.step()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED and window.runs.record.steps.newest == 1)
    control, beside, now = window.runs.control, tmp_path / "mine weights.safetensors", document.project.start
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine"), ""))
    assert window.files.save()
    assert document.project.start == now.with_(weights=str(beside))
    assert beside.read_bytes() == again.read_bytes()
    assert not document.modified
    assert not window.runs.stale
    assert window.runs.control is control
    assert f': "{beside.name}"' in (tmp_path / "mine.descent").read_text(encoding="utf-8"), "can be moved"
    document.undo()
    assert document.project.start.weights == str(file), "undo begins with what is still there"
    assert window.files.save()
    assert document.project.start.weights == str(beside), "an equal file is used again"


def test_published_weights_are_found_for_the_network_that_is_drawn(window, qtbot):
    row, document, said = window.actions_table["network.begin_with_published"], window.document, []
    window.files.said.connect(said.append)
    row.trigger()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1].startswith("This network is none of those with published weights: AlexNet, VGG-16")
    graph = NETWORKS.create("efficientnet_lite0").layers(7)
    document.edit("Draw", lambda project: project.with_(graph=graph))
    row.trigger()
    qtbot.waitUntil(lambda: not document.project.start.drawn)
    assert document.project.start == StartSpec(published="efficientnet_lite0", partial=True)
    assert "published weights of EfficientNet-Lite0" in said[-1]
    start = window.findChild(StartWeights)
    assert start.words.text() == "Published weights of EfficientNet-Lite0"
    start.drop.click()
    assert document.project.start.drawn
