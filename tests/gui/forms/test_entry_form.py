"""The generated form: values of one thing or of several, marks, resets, folders, and values it cannot take."""

from typing import Literal

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QToolButton

from playground.catalog.kinds import Entry, param
from playground.ui.forms.entry_form import EntryForm


class Oven(Entry):
    """Bakes."""

    heat: float = param(0.5, "How hot.", ge=0, le=1)
    trays: int = param(2, "How many.", ge=1, le=9, unit="pieces", live=True)
    fan: bool = param(True, "Moves the air.")
    mode: Literal["top", "bottom_only"] = param("top", "Where from.")
    folder: str = param("", "Where recipes are.", browse="folder")


@pytest.fixture
def form(shown):
    made = EntryForm()
    made.show_entry(Oven)
    return shown(made)


def label(form, start):
    return next(found for found in form.findChildren(QLabel) if found.text().startswith(start))


def line(form):
    return form.field("folder").findChild(QLineEdit)


def test_labels_have_units_and_say_what_can_change_live(form):
    assert label(form, "Trays").text() == "Trays (pieces)"
    assert "while training runs" in form.field("trays").toolTip()
    assert "while training runs" not in form.field("heat").toolTip()


def test_what_differs_from_its_default_is_marked(form):
    form.show_entry(Oven, [{"heat": 0.9}])
    assert label(form, "Heat").text() == "Heat •"
    assert label(form, "Mode").text() == "Mode"
    form.show_entry(Oven, [{}])
    assert label(form, "Heat").text() == "Heat"


def test_the_same_entry_keeps_its_fields_another_one_does_not(form):
    before = form.field("heat")
    form.show_entry(Oven, [{"heat": 0.9}])
    assert form.field("heat") is before
    assert before.line.text() == "0.9"
    form.show_entry(None)
    assert form.names == ()
    assert not before.isVisible()
    form.show_entry(Oven)
    assert form.field("heat") is not before


def test_values_of_several_show_where_they_differ(form):
    form.show_entry(Oven, [{"heat": 0.1, "fan": True, "folder": "/a"}, {"fan": False, "mode": "bottom_only"}])
    assert form.field("heat").line.placeholderText() == "mixed"
    assert form.field("fan").checkState() is Qt.CheckState.PartiallyChecked
    assert form.field("mode").key() is None
    assert line(form).placeholderText() == "mixed"
    assert form.field("trays").line.text() == "2"


def test_a_click_ends_a_difference(form, hand, ear):
    form.show_entry(Oven, [{"fan": True}, {"fan": False}])
    changed = ear(form.changed)
    hand.click(form.field("fan"), QPoint(8, form.field("fan").height() // 2))
    assert changed.heard == [("fan", True)]
    form.show_entry(Oven, [{"fan": True}, {"fan": True}])
    hand.click(form.field("fan"), QPoint(8, form.field("fan").height() // 2))
    assert changed.last == ("fan", False)


def test_words_are_shown_with_spaces_and_returned_without(form, hand, ear):
    changed, settled = ear(form.changed), ear(form.settled)
    box = form.field("mode")
    assert box.itemText(1) == "bottom only"
    hand.pick(box, "bottom_only")
    assert changed.heard == [("mode", "bottom_only")]
    assert settled.heard == [()]


def test_a_folder_is_typed(form, hand, ear):
    changed = ear(form.changed)
    hand.enter(line(form), "  /data/recipes ")
    assert changed.heard == [("folder", "/data/recipes")]
    hand.key(line(form), Qt.Key.Key_Return)
    hand.focus(form.field("heat").line)
    assert len(changed.heard) == 1


def test_a_folder_taken_back_elsewhere_is_shown_and_not_given_again(form, hand, ear):
    changed = ear(form.changed)
    hand.enter(line(form), "/data")
    form.show_entry(Oven, [{"folder": "/before"}])
    assert line(form).text() == "/before"
    hand.focus(form.field("heat").line)
    assert changed.heard == [("folder", "/data")]


def test_a_folder_is_looked_up(form, hand, ear, monkeypatch):
    asked = []

    def answer(_parent, _title, start):
        asked.append(start)
        return answers.pop()

    answers = ["/chosen", ""]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer)
    form.show_entry(Oven, [{"folder": "/start"}])
    changed = ear(form.changed)
    browse = form.field("folder").findChild(QToolButton)
    browse.click()
    assert changed.heard == []
    browse.click()
    assert changed.heard == [("folder", "/chosen")]
    assert asked == ["/start", "/start"]


def open_menu(form, name, wanted):
    """Open the menu over a field, trigger what starts with these words; returns the texts of the menu."""
    texts = []

    def trigger():
        menu = QApplication.activePopupWidget()
        texts.extend(action.text() for action in menu.actions())
        next(action for action in menu.actions() if action.text().startswith(wanted)).trigger()
        menu.close()

    QTimer.singleShot(0, trigger)
    at = form.field(name).geometry().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, form.mapToGlobal(at))
    QApplication.sendEvent(form, event)
    return texts


def test_the_menu_resets_one_parameter(form, ear):
    form.show_entry(Oven, [{"heat": 0.9, "trays": 5}])
    changed = ear(form.changed)
    texts = open_menu(form, "heat", "Reset heat")
    assert texts == ["Reset heat to 0.5", "Reset all to their defaults"]
    assert changed.heard == [("heat", 0.5)]


def test_the_menu_resets_everything_that_differs(form, ear):
    form.show_entry(Oven, [{"heat": 0.9}, {"trays": 5, "mode": "top"}])
    changed = ear(form.changed)
    open_menu(form, "mode", "Reset all")
    assert changed.heard == [("heat", 0.5), ("trays", 2)]


def test_menus_do_not_pile_up(form, qtbot):
    for _ in range(3):
        open_menu(form, "heat", "Reset heat")
    qtbot.waitUntil(lambda: not form.findChildren(QMenu))


@pytest.mark.parametrize("wrong", ["hot", True, 12, -3, 2.5, 10**30, 1e300])
@pytest.mark.parametrize("name", ["heat", "trays", "fan", "mode", "folder"])
def test_a_value_that_the_entry_refuses_does_no_harm(form, ear, name, wrong):
    default = Oven.model_fields[name].default
    form.show_entry(Oven, [{name: wrong}])
    changed = ear(form.changed)
    form.reset_all()
    assert changed.heard == ([] if wrong == default else [(name, default)])


def test_a_value_of_another_kind_is_shown_as_words(form):
    form.show_entry(Oven, [{"heat": "hot", "mode": 7, "folder": 7, "fan": "no"}])
    assert form.field("heat").line.placeholderText() == "hot"
    assert form.field("mode").placeholderText() == "7"
    assert line(form).placeholderText() == "7"
    assert form.field("fan").checkState() is Qt.CheckState.PartiallyChecked


def test_a_number_out_of_range_is_shown_as_it_is(form):
    form.show_entry(Oven, [{"heat": 12, "trays": 10**30}])
    assert form.field("heat").line.text() == "12"
    assert form.field("heat").slider.value() == form.field("heat").slider.maximum()
    assert form.field("trays").line.text() == str(10**30)
