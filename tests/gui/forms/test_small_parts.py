"""Seed rows, foldable sections, and that fields follow the theme and leave nothing behind."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from playground.catalog.kinds import LAYERS, OPTIMIZERS
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.forms.choice_form import ChoiceForm
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.number_field import NumberField
from playground.ui.forms.scale import Scale
from playground.ui.forms.section import Section
from playground.ui.forms.seed_row import SeedRow


@pytest.fixture
def seed(shown, hub):
    row = shown(SeedRow(hub, TrainingSpec))
    row.show_value(7)
    return row


def test_a_seed_is_typed(seed, hand, ear):
    changed = ear(seed.changed)
    hand.enter(seed.line, "41")
    hand.enter(seed.line, "-1")
    hand.enter(seed.line, str(2**31))
    hand.enter(seed.line, str(2**31 - 1))
    assert changed.heard == [41, 2**31 - 1]


def test_the_die_throws_another_seed(seed, hand, ear):
    changed = ear(seed.changed)
    for _ in range(20):
        hand.click(seed.die, seed.die.rect().center())
    assert len(changed.heard) == 20
    assert all(isinstance(number, int) and 0 <= number < 10_000 for number in changed.heard)
    assert len(set(changed.heard)) > 1


def test_the_die_never_throws_the_seed_that_is_shown(seed, hand, ear, monkeypatch):
    monkeypatch.setattr("playground.ui.forms.seed_row.SystemRandom.randrange", lambda _self, _count: 7)
    changed = ear(seed.changed)
    hand.click(seed.die, seed.die.rect().center())
    assert changed.heard == [8]


def test_a_section_folds_and_unfolds(shown, hand):
    section = Section("Numbers")
    label = QLabel("inside")
    section.body.addWidget(label)
    shown(section)
    assert label.isVisible()
    height = section.sizeHint().height()
    hand.click(section.head, section.head.rect().center())
    assert not label.isVisible()
    assert section.head.arrowType() is Qt.ArrowType.RightArrow
    assert section.sizeHint().height() < height
    hand.focus(section.head)
    hand.key(section.head, Qt.Key.Key_Space)
    assert label.isVisible()
    assert section.head.arrowType() is Qt.ArrowType.DownArrow


def test_a_section_can_begin_folded(shown):
    section = Section("Numbers", folded=True)
    label = QLabel("inside")
    section.body.addWidget(label)
    shown(section)
    assert not label.isVisible()


def _box(_hub):
    box = ChoiceBox()
    box.offer(OPTIMIZERS)
    return box


def _choice(_hub):
    form = ChoiceForm(OPTIMIZERS)
    form.show_choices([Choice(kind="adam")])
    return form


def _entry(_hub):
    form = EntryForm()
    form.show_entry(LAYERS.entry("conv2d"))
    return form


WIDGETS = {
    "number field": lambda _hub: NumberField(Scale(0, 1)),
    "choice box": _box,
    "choice form": _choice,
    "entry form": _entry,
    "seed row": lambda hub: SeedRow(hub, TrainingSpec),
    "section": lambda _hub: Section("Numbers"),
}


@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_closing_leaves_nothing_behind(make, hub, qtbot):
    before = set(QApplication.topLevelWidgets())
    widget = make(hub)
    widget.show()
    qtbot.waitExposed(widget)
    hub.choose("dark")
    for box in widget.findChildren(ChoiceBox):
        box.showPopup()
        box.hidePopup()
    widget.close()
    QCoreApplication.processEvents()
    assert not [timer for timer in widget.findChildren(QTimer) if timer.isActive()]
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert set(QApplication.topLevelWidgets()) <= before
    hub.choose("light")


def test_the_die_is_drawn_again_for_another_theme(seed, hub):
    before = seed.die.icon().cacheKey()
    hub.choose("dark")
    assert seed.die.icon().cacheKey() != before
