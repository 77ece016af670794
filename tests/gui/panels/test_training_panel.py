"""Every field of the training panel lands in the project under its name, and comes back with undo."""

import pytest
from PySide6.QtCore import Qt

from playground.build.analysis.shapes import analyze
from playground.build.class_weights import typed
from playground.catalog.kinds import DATASETS, LOSSES, OPTIMIZERS, SCHEDULES
from playground.cli.timeline import timeline
from playground.engine.events.stages import BatchTimes, StagePass, StagesMeasured
from playground.engine.runtime.devices import devices
from playground.spec.base import Choice
from playground.ui.panels.training.training import TrainingPanel

REGISTRIES = {"optimizer": OPTIMIZERS, "loss": LOSSES, "schedule": SCHEDULES}
CHOICES = [(name, entry.key) for name, registry in REGISTRIES.items() for entry in registry]


@pytest.fixture
def panel(shown, document, hub, analysis):
    made = TrainingPanel(document, hub)
    analysis.changed.connect(made.show_report)
    made.show_report(analysis.report)
    return shown(made)


@pytest.mark.parametrize(("name", "key"), CHOICES)
def test_optimizer_loss_and_schedule_are_chosen_and_their_parameters_are_typed(
    panel, document, hand, name, key
):
    form, before = getattr(panel, name), document.project
    hand.pick(form.box, key)
    chosen = getattr(document.project.training, name)
    assert chosen.kind == key
    for parameter, field in REGISTRIES[name].entry(key).model_fields.items():
        if type(field.default) in {int, float}:
            assert_typed(form, document, hand, name, parameter)
    if chosen == getattr(before.training, name):
        assert document.undo_label is None
        return
    assert document.undo_label == f"Change {name}"
    document.undo()
    assert document.project == before
    assert form.box.key() == getattr(before.training, name).kind


def assert_typed(form, document, hand, name, parameter):
    """A number lands in the project under its name, and goes with undo."""
    before, field = document.project, form.form.field(parameter)
    value, shown = field.scale.value(600), field.line.text()
    hand.enter(field.line, repr(value))
    chosen = getattr(document.project.training, name)
    assert chosen.params[parameter] == value
    assert getattr(REGISTRIES[name].of(chosen), parameter) == value
    assert document.undo_label == f"Change {parameter.replace('_', ' ')}"
    document.undo()
    assert document.project == before
    assert field.line.text() == shown


@pytest.mark.parametrize(
    ("form", "name", "text", "value", "label"),
    [
        ("length", "epochs", "12", 12, "Change epochs"),
        ("processes", "processes", "2", 2, "Change processes"),
        ("length", "batch_size", "100", 100, "Change batch size"),
        ("length", "warmup", "50", 50, "Change warm-up"),
        ("early_stopping", "patience", "5", 5, "Change patience"),
        ("early_stopping", "min_change", "0.01", 0.01, "Change minimum improvement"),
        ("averaging", "average", "0.99", 0.99, "Change averaging decay"),
        ("averaging", "average_start", "100", 100, "Change averaging start"),
        ("regularization", "l2", "0.001", 0.001, "Change L2"),
        ("regularization", "l1", "2e-4", 2e-4, "Change L1"),
        ("regularization", "clip_norm", "1", 1.0, "Change clipping by norm"),
    ],
)
def test_plain_numbers_are_typed(panel, document, hand, form, name, text, value, label):
    field = panel.numbers[form].field(name)
    before, shown = document.project, field.line.text()
    hand.enter(field.line, text)
    assert getattr(document.project.training, name) == value
    assert document.undo_label == label
    document.undo()
    assert document.project == before
    assert field.line.text() == shown


@pytest.mark.parametrize(
    ("form", "name", "text"),
    [
        ("length", "epochs", "0"),
        ("length", "batch_size", "65537"),
        ("length", "warmup", "-1"),
        ("regularization", "l2", "11"),
    ],
)
def test_numbers_out_of_range_edit_nothing(panel, document, hand, form, name, text):
    hand.number(panel.numbers[form], name, text)
    assert document.undo_label is None


def test_the_split_of_a_batch_is_drawn_for_several_processes(panel, document, hand):
    assert panel.split.isHidden()
    hand.number(panel.numbers["length"], "batch_size", "33")
    hand.number(panel.numbers["processes"], "processes", "2")
    assert panel.split.isVisibleTo(panel)
    assert panel.split.shares == [17, 16]
    assert "16 or 17 of the 33 samples" in panel.split.toolTip()
    panel.split.grab()
    hand.number(panel.numbers["processes"], "processes", "40")
    assert panel.split.shares == [33] * 40
    panel.split.grab()


PASSES = (
    StagePass(0, True, 0, 0.0, 0.004),
    StagePass(1, True, 0, 0.004, 0.006),
    StagePass(1, False, 0, 0.006, 0.010),
    StagePass(0, False, 0, 0.010, 0.016),
)


def test_who_computes_when_is_drawn_where_processes_share_the_layers(panel, document, hand):
    hand.number(panel.numbers["processes"], "processes", "2")
    assert not panel.stages.isVisibleTo(panel)
    document.edit("Split", lambda project: project.with_(training=project.training.with_(split="layers")))
    assert panel.stages.isVisibleTo(panel)
    assert not panel.split.isVisibleTo(panel)
    assert panel.stages.words.text() == "Who computes when is measured while it trains: press Play."
    assert not panel.stages.by_time.isEnabled()
    panel.consume([StagesMeasured(1, 2, BatchTimes(PASSES, {}))])
    assert panel.stages.picture.rows == 2
    assert panel.stages.words.text().startswith(
        "One batch takes 16 ms; of it, waiting: process 1 38%, process 2 62%."
    )
    panel.stages.picture.resize(240, 80)
    picture = panel.stages.picture.grab().toImage()
    assert len({picture.pixel(x, 10) for x in range(80, picture.width())}) > 3
    panel.clear_live()
    assert not panel.stages.picture.isVisibleTo(panel)


def test_layers_are_balanced_by_the_times_that_were_measured_and_by_multiply_adds_again(
    panel, document, hand
):
    hand.number(panel.numbers["processes"], "processes", "2")
    document.edit("Split", lambda project: project.with_(training=project.training.with_(split="layers")))
    before = document.project
    report = analyze(before)
    panel.show_report(report)
    layers = [name for name in report.flat.graph.order() if report.flat.graph.inputs_of(name)]
    assert not panel.stages.by_sums.isEnabled()
    times = BatchTimes(PASSES, dict.fromkeys(layers, 0.001) | {layers[0]: 1.0})
    panel.consume([StagesMeasured(1, 2, times)])
    hand.click(panel.stages.by_time)
    chosen = [document.project.graph.node(name).training.process for name in layers]
    assert chosen == [1] + [2] * (len(layers) - 1)
    assert document.undo_label == "Balance layers by time"
    hand.click(panel.stages.by_sums)
    assert document.project == before
    assert not panel.stages.by_sums.isEnabled()


def test_the_passes_of_a_batch_are_rows_of_text():
    first, second, legend, words = timeline(PASSES)
    assert first == "process 1  " + 16 * "1" + 24 * "·" + 24 * "a"
    assert second == "process 2  " + 16 * "·" + 8 * "1" + 16 * "a" + 24 * "·"
    assert "dot waiting" in legend
    assert "process 1 38%" in words
    assert list(timeline(())) == []


def test_two_commits_are_two_undo_steps(panel, document, hand):
    hand.number(panel.numbers["length"], "epochs", "12")
    hand.number(panel.numbers["length"], "epochs", "13")
    document.undo()
    assert document.project.training.epochs == 12


def test_moving_one_slider_is_one_undo_step_and_another_slider_another(panel, document, hand):
    before = document.project
    for name in ("learning_rate", "weight_decay"):
        slider = panel.optimizer.form.field(name).slider
        hand.focus(slider)
        for _ in range(3):
            hand.key(slider, Qt.Key.Key_Right)
    assert document.undo_label == "Change weight decay"
    document.undo()
    assert document.undo_label == "Change learning rate"
    assert document.project.training.optimizer.params["learning_rate"] > 0.01
    document.undo()
    assert document.project == before


def test_each_seed_is_an_undo_step_of_its_own(panel, document, hand):
    hand.enter(panel.seed.line, "5")
    hand.enter(panel.seed.line, "6")
    hand.click(panel.seed.die)
    assert document.project.training.seed != 6
    assert document.undo_label == "Change seed"
    document.undo()
    assert document.project.training.seed == 6
    document.undo()
    assert panel.seed.line.text() == "5"


def test_a_device_is_chosen(panel, document, hand):
    assert panel.device.key() == "auto"
    assert panel.device.currentText().startswith("Automatic: ")
    offered = {panel.device.itemData(row) for row in range(panel.device.count())}
    assert offered == {"auto", *(key for key, _ in devices())}
    hand.pick(panel.device, "cpu")
    assert document.project.training.device == "cpu"
    assert document.undo_label == "Change device"
    hand.pick(panel.device, "auto")
    document.undo()
    assert panel.device.key() == "cpu"


def test_a_device_that_is_not_here_is_named(panel, document):
    project = document.project
    document.open(project.with_(training=project.training.with_(device="cuda:7")), None)
    assert panel.device.key() is None
    assert panel.device.placeholderText() == "cuda:7"


def test_a_loss_that_cannot_serve_the_data_is_reported_not_hidden(panel, document, analysis, hand):
    hand.pick(panel.loss.box, "huber")
    document.edit(
        "Use numbers", lambda project: project.with_(data=project.data.with_(dataset=Choice(kind="sine")))
    )
    hand.pick(panel.loss.box, "hinge")
    assert [problem.place for problem in analysis.report.problems] == ["training"]


def test_another_project_is_shown(panel, document):
    project = document.project
    training = project.training.with_(
        optimizer=Choice(kind="momentum", params={"momentum": 0.5}),
        loss=Choice(kind="hinge"),
        schedule=Choice(kind="cosine"),
        epochs=7,
        l1=0.5,
        clip_norm=5000.0,
        seed=99,
    )
    document.open(project.with_(training=training), None)
    assert panel.optimizer.box.key() == "momentum"
    assert panel.optimizer.form.field("momentum").line.text() == "0.5"
    assert panel.loss.box.key() == "hinge"
    assert panel.schedule.box.key() == "cosine"
    assert panel.numbers["length"].field("epochs").line.text() == "7"
    assert panel.numbers["regularization"].field("l1").line.text() == "0.5"
    assert panel.numbers["regularization"].field("clip_norm").line.text() == "5000"
    assert panel.seed.line.text() == "99"


def test_unknown_choices_and_wrong_parameters_do_no_harm(panel, document, hand):
    project = document.project
    training = project.training.with_(
        optimizer=Choice(kind="adam", params={"learning_rate": "fast", "beta1": True}),
        schedule=Choice(kind="tidal"),
        loss=Choice(kind="focal", params={"gamma": 2}),
    )
    document.open(project.with_(training=training), None)
    assert panel.optimizer.form.field("learning_rate").line.placeholderText() == "fast"
    assert panel.schedule.box.placeholderText() == "tidal"
    assert panel.preview.series == ()
    hand.number(panel.optimizer.form, "learning_rate", "0.1")
    hand.number(panel.optimizer.form, "beta1", "0.9")
    hand.pick(panel.schedule.box, "cosine")
    assert len(panel.preview.series) == 1


def test_class_weights_are_a_table_that_can_be_balanced(panel, document, hand, qtbot):
    weights, before = panel.class_weights, document.project
    assert not weights.isVisible()
    hand.pick(panel.numbers["classes"].field("class_weights"), "typed")
    assert document.project.training.typed_weights == "1, 1"
    assert weights.isVisible()
    assert [weights.table.item(row, 0).text() for row in range(2)] == list(
        DATASETS.create("spiral").info().class_names
    )
    weights.table.item(1, 1).setText("2,5")
    assert document.project.training.typed_weights == "1, 2.5"
    weights.table.item(0, 1).setText("-1")
    assert weights.table.item(0, 1).text() == "1"
    assert "from 0 to 1,000,000" in weights.words.text()
    hand.click(weights.balance)
    qtbot.waitUntil(lambda: document.project.training.typed_weights != "1, 2.5")
    given = typed(document.project.training.typed_weights)
    assert given == pytest.approx((1, 1), abs=0.2)
    assert weights.words.isHidden()
    hand.click(weights.equal)
    assert document.project.training.typed_weights == "1, 1"
    while document.undo_label is not None:
        document.undo()
    assert document.project == before
    assert not weights.isVisible()
