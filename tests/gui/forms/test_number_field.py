"""A number by keyboard, slider and wheel; what is not allowed is never passed on."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from playground.ui.forms.number_field import NumberField
from playground.ui.forms.scale import POSITIONS, Scale

SHARE = Scale(0, 1)
UNITS = Scale(1, 100, integer=True)
RATE = Scale(0, 100, log=True)


@pytest.fixture
def field(shown):
    made = shown(NumberField(SHARE))
    made.show_value(0.25)
    return made


@pytest.fixture
def make(shown):
    def of(scale, value):
        made = shown(NumberField(scale))
        made.show_value(value)
        return made

    return of


def test_enter_commits_what_was_typed(field, hand, ear):
    changed, settled = ear(field.changed), ear(field.settled)
    hand.write(field.line, "0.75")
    assert changed.heard == []
    hand.key(field.line, Qt.Key.Key_Return)
    assert changed.heard == [0.75]
    assert settled.heard == [()]
    assert field.slider.value() == 0.75 * POSITIONS


def test_leaving_the_field_commits_once(field, hand, ear):
    changed = ear(field.changed)
    hand.write(field.line, "0.5")
    hand.focus(field.slider)
    assert changed.heard == [0.5]


def test_escape_gives_up(field, hand, ear):
    changed = ear(field.changed)
    hand.write(field.line, "0.5")
    hand.key(field.line, Qt.Key.Key_Escape)
    assert field.line.text() == "0.25"
    hand.key(field.line, Qt.Key.Key_Return)
    assert changed.heard == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [("1.5", "at most 1"), ("-1", "at least 0"), ("two", "not a number"), ("inf", "not a finite number")],
)
def test_a_wrong_number_is_reported_while_typing_and_never_passed_on(field, hand, ear, typed, word):
    changed = ear(field.changed)
    hand.write(field.line, typed)
    assert word in field.line.toolTip()
    assert field.line.property("wrong") is True
    hand.key(field.line, Qt.Key.Key_Return)
    assert changed.heard == []
    assert field.line.text() == "0.25"
    assert field.line.toolTip() == ""
    assert field.line.property("wrong") is False


def test_open_ends_are_refused_by_their_names(make, hand):
    field = make(Scale(0, 1, open_low=True, open_high=True), 0.5)
    hand.write(field.line, "0")
    assert "greater than 0" in field.line.toolTip()
    hand.write(field.line, "1")
    assert "less than 1" in field.line.toolTip()


def test_half_a_unit_is_refused(make, hand, ear):
    field = make(UNITS, 8)
    changed = ear(field.changed)
    hand.enter(field.line, "2.5")
    assert changed.heard == []
    hand.enter(field.line, "12")
    assert changed.heard == [12]
    assert isinstance(changed.last, int)


@pytest.mark.parametrize(("typed", "value"), [("0,5", 0.5), ("5e-1", 0.5), (" .5 ", 0.5)])
def test_numbers_in_other_spellings(field, hand, ear, typed, value):
    changed = ear(field.changed)
    hand.enter(field.line, typed)
    assert changed.heard == [value]


def test_a_minus_sign_as_printed_is_read(make, hand, ear):
    field = make(Scale(-1, 1), 0.5)
    changed = ear(field.changed)
    hand.enter(field.line, "\u22120.5")
    assert changed.heard == [-0.5]


def test_the_same_number_in_another_spelling_is_no_change_and_reads_as_before(make, hand, ear):
    field = make(UNITS, 8)
    changed = ear(field.changed)
    hand.enter(field.line, "08")
    assert changed.heard == []
    assert field.line.text() == "8"


def test_arrow_keys_step(make, hand, ear):
    field = make(UNITS, 8)
    changed = ear(field.changed)
    hand.key(field.line, Qt.Key.Key_Up)
    hand.key(field.line, Qt.Key.Key_Up)
    hand.key(field.line, Qt.Key.Key_Down)
    assert changed.heard == [9, 10, 9]
    assert field.line.text() == "9"


def test_arrow_keys_stop_at_the_ends(make, hand, ear):
    field = make(UNITS, 100)
    changed = ear(field.changed)
    hand.key(field.line, Qt.Key.Key_Up)
    field.show_value(1)
    hand.key(field.line, Qt.Key.Key_Down)
    assert changed.heard == []


def test_arrow_keys_on_a_logarithmic_scale_go_by_one_two_five(make, hand, ear):
    field = make(RATE, 0.01)
    changed = ear(field.changed)
    for _ in range(3):
        hand.key(field.line, Qt.Key.Key_Up)
    assert changed.heard == pytest.approx([0.02, 0.05, 0.1])


def test_the_wheel_steps_only_where_the_keyboard_is(field, hand, ear):
    changed = ear(field.changed)
    field.slider.setFocus()
    assert not hand.wheel(field.line, 1)
    assert not hand.wheel(field.slider, 1)
    assert changed.heard == []
    hand.focus(field.line)
    assert hand.wheel(field.line, 1)
    assert hand.wheel(field.line, -1)
    assert changed.heard == pytest.approx([0.26, 0.25])


def _handle(slider: QSlider) -> QPoint:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()


def test_dragging_the_slider_tells_every_number_and_then_that_it_is_over(make, ear):
    field = make(SHARE, 0.5)
    changed, settled = ear(field.changed), ear(field.settled)
    start = _handle(field.slider)
    QTest.mousePress(field.slider, Qt.MouseButton.LeftButton, pos=start)
    for x in (10, 20, 500):
        QTest.mouseMove(field.slider, start + QPoint(x, 0))
    assert len(changed.heard) == 3
    assert changed.heard == sorted(changed.heard)
    assert settled.heard == []
    QTest.mouseRelease(field.slider, Qt.MouseButton.LeftButton, pos=start + QPoint(500, 0))
    assert changed.last == 1
    assert settled.heard == [()]
    assert field.line.text() == "1"


@pytest.mark.parametrize("scale", [SHARE, UNITS, RATE, Scale(20, 20_000, log=True, integer=True)])
def test_home_and_end_on_the_slider_reach_both_ends(make, hand, ear, scale):
    field = make(scale, scale.value(POSITIONS // 2))
    changed = ear(field.changed)
    hand.focus(field.slider)
    hand.key(field.slider, Qt.Key.Key_Home)
    hand.key(field.slider, Qt.Key.Key_End)
    assert changed.heard == [scale.low, scale.high]


def test_showing_a_number_tells_nobody(field, ear):
    changed = ear(field.changed)
    field.show_value(0.9)
    assert changed.heard == []
    assert field.line.text() == "0.9"
    assert field.slider.value() == 900


def test_what_is_being_typed_is_not_disturbed(field, hand):
    hand.write(field.line, "0.5")
    field.show_value(0.9)
    assert field.line.text() == "0.5"
    hand.key(field.line, Qt.Key.Key_Escape)
    assert field.line.text() == "0.9"


def test_several_numbers_show_that_they_differ_until_one_is_typed(field, hand, ear):
    changed = ear(field.changed)
    field.show_value(None)
    assert field.line.text() == ""
    assert field.line.placeholderText() == "mixed"
    hand.key(field.line, Qt.Key.Key_Up)
    assert changed.heard == []
    hand.enter(field.line, "0.25")
    assert changed.heard == [0.25]
    assert field.line.placeholderText() == ""


def test_without_two_ends_there_is_no_slider(make, hand, ear):
    field = make(Scale(low=1, integer=True), 1)
    changed = ear(field.changed)
    assert field.slider is None
    hand.key(field.line, Qt.Key.Key_Down)
    assert changed.heard == []
    hand.enter(field.line, "123456")
    assert changed.heard == [123456]
