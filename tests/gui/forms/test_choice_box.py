"""Choosing an entry with mouse and keys; headings and differences."""

import pytest
from PySide6.QtCore import Qt

from playground.catalog.kinds import DATASETS, LOSSES, OPTIMIZERS
from playground.ui.forms.choice_box import ChoiceBox


@pytest.fixture
def losses(shown):
    box = shown(ChoiceBox())
    box.offer(LOSSES)
    box.show_key("cross_entropy")
    return box


@pytest.fixture
def datasets(shown):
    box = shown(ChoiceBox())
    box.offer(DATASETS)
    box.show_key("circle")
    return box


def test_every_entry_can_be_clicked(losses, hand, ear):
    chosen = ear(losses.chosen)
    keys = [loss.key for loss in LOSSES]
    for key in keys:
        hand.pick(losses, key)
        assert losses.key() == key
        assert losses.currentText() == LOSSES.entry(key).title
    assert chosen.heard == keys


def test_typing_jumps_to_a_title(losses, hand, ear):
    chosen = ear(losses.chosen)
    hand.focus(losses)
    hand.key(losses, Qt.Key.Key_H)
    assert losses.key() == "hinge"
    assert chosen.last == "hinge"


def test_arrow_keys_go_to_the_next_title(losses, hand, ear):
    chosen = ear(losses.chosen)
    hand.focus(losses)
    hand.key(losses, Qt.Key.Key_Down)
    hand.key(losses, Qt.Key.Key_Up)
    hand.key(losses, Qt.Key.Key_Up)
    assert chosen.heard == ["bce", "cross_entropy"]


def test_groups_are_headings_that_keys_pass_over(datasets, hand, ear):
    chosen = ear(datasets.chosen)
    titles = [datasets.itemText(row) for row in range(datasets.count())]
    assert [title for title in titles if title in {"2-D", "1-D", "Tables", "Images"}] == [
        "2-D",
        "1-D",
        "Tables",
        "Images",
    ]
    hand.focus(datasets)
    for _ in range(len(titles)):
        hand.key(datasets, Qt.Key.Key_Down)
    assert chosen.heard == [entry.key for entry in DATASETS][1:]
    for _ in range(len(titles)):
        hand.key(datasets, Qt.Key.Key_Up)
    assert datasets.key() == "circle"


def test_a_click_on_a_heading_chooses_nothing_else(datasets, hand, ear):
    chosen = ear(datasets.chosen)
    hand.key(datasets, Qt.Key.Key_Space)
    rows = datasets.popup.list
    heading = rows.findItems("1-D", Qt.MatchFlag.MatchExactly)[0]
    rows.scrollToItem(heading)
    hand.click(rows.viewport(), rows.visualItemRect(heading).center())
    datasets.popup.close()
    assert set(chosen.heard) <= {"circle"}
    assert datasets.key() == "circle"


def test_rows_tell_what_they_are_for(losses):
    tip = losses.itemData(losses.findData("mse"), Qt.ItemDataRole.ToolTipRole)
    assert LOSSES.entry("mse").summary() in tip


def test_the_wheel_changes_nothing(losses, hand, ear):
    chosen = ear(losses.chosen)
    hand.focus(losses)
    assert not hand.wheel(losses, -1)
    assert losses.key() == "cross_entropy"
    assert chosen.heard == []


def test_differing_and_unknown_choices_are_shown_as_such(losses, ear):
    chosen = ear(losses.chosen)
    losses.show_key(None)
    assert losses.key() is None
    assert losses.placeholderText() == "mixed"
    losses.show_key("focal")
    assert losses.key() is None
    assert losses.placeholderText() == "focal"
    losses.show_key("mse")
    assert losses.key() == "mse"
    assert chosen.heard == []


def test_choosing_ends_a_difference(losses, hand, ear):
    chosen = ear(losses.chosen)
    losses.show_key(None)
    hand.pick(losses, "huber")
    assert chosen.heard == ["huber"]


def test_nothing_can_be_a_choice(shown, hand, ear):
    box = shown(ChoiceBox())
    box.offer(LOSSES, nothing="None")
    box.show_key("mse")
    chosen = ear(box.chosen)
    hand.pick(box, "")
    assert chosen.heard == [""]
    assert box.currentText() == "None"


def test_words_with_their_titles(shown, hand, ear):
    box = shown(ChoiceBox())
    box.offer_words([("full", "Full speed"), ("1", "1 step/s")])
    chosen = ear(box.chosen)
    hand.pick(box, "1")
    assert chosen.heard == ["1"]
    assert box.currentText() == "1 step/s"


def test_many_entries_can_be_searched_and_chosen_with_the_keys(shown, hand, ear):
    box = shown(ChoiceBox())
    box.offer(OPTIMIZERS)
    box.show_key("sgd")
    chosen = ear(box.chosen)
    hand.key(box, Qt.Key.Key_Space)
    search, rows = box.popup.search, box.popup.list
    assert rows.currentItem().text() == "SGD"
    assert all(option.line for option in box.options)

    def found():
        return [rows.item(place).text() for place in range(rows.count())]

    tall = box.popup.height()
    search.setText("adam")
    assert found()[0] == "Adam"
    assert found()[1].startswith("Adam")
    search.setText("decay")  # a word of a description
    assert "AdamW" in found()
    search.setText("qqqq")
    assert found() == ["Nothing is called that"]
    assert box.popup.height() < tall / 2, "as high as its rows"
    hand.key(search, Qt.Key.Key_Return)
    assert box.popup.isVisible()
    hand.key(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert box.popup.height() == tall
    search.setText("adam")
    hand.key(search, Qt.Key.Key_Down)
    second = found()[1]
    hand.key(search, Qt.Key.Key_Return)
    assert not box.popup.isVisible()
    assert box.currentText() == second
    assert chosen.heard == [box.key()]
    hand.key(box, Qt.Key.Key_Space)
    hand.key(search, Qt.Key.Key_Escape)
    assert not box.popup.isVisible()
    assert chosen.heard == [box.key()]
