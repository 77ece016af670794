"""A formula is completed while it is typed, marked at the character where it is wrong, else passed on."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from playground.catalog.expression import LONGEST, problem_of
from playground.catalog.formula_words import NAMES
from playground.catalog.kinds import Entry, param
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.formula_completion import NAME
from playground.ui.forms.formula_edit import MOST_LINES, FormulaEdit
from playground.ui.forms.formula_field import FormulaField
from playground.ui.style.stylesheet import apply
from playground.ui.style.theme import LIGHT

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dressed(qapp):
    """The program in its style."""
    before = qapp.font(), qapp.palette()
    apply(qapp, LIGHT)
    yield
    qapp.setStyleSheet("")
    qapp.setFont(before[0])
    qapp.setPalette(before[1])


@pytest.fixture
def field(shown, hand):
    made = shown(FormulaField())
    made.show_value("x^2")
    hand.focus(made.edit)
    made.edit.selectAll()
    yield made
    made.edit.completion.list.hide()


def type_in(field, text):
    """Keys go to what is offered as long as it is open, as they do on a screen."""
    for sign in text:
        QTest.keyClicks(target(field), sign)


def target(field):
    return field.edit.completion.list if field.edit.completion.open else field.edit


def offered(field):
    rows = field.edit.completion.completionModel()
    return (
        [rows.index(row, 0).data(NAME) for row in range(rows.rowCount())]
        if target(field) != field.edit
        else []
    )


def stands(field):
    """The text with a bar where the cursor is."""
    text, at = field.edit.toPlainText(), field.edit.textCursor().position()
    return f"{text[:at]}|{text[at:]}"


def test_what_is_typed_is_passed_on_when_the_keys_rest(field, ear, qtbot):
    changed, settled = ear(field.changed), ear(field.settled)
    type_in(field, "x*y")
    assert changed.heard == []
    qtbot.waitUntil(lambda: changed.heard == ["x*y"])
    assert settled.heard == []
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert changed.heard == ["x*y"]
    assert settled.heard == [()]


def test_enter_and_leaving_pass_on_at_once(field, ear, hand, shown):
    changed = ear(field.changed)
    type_in(field, "x*y")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert changed.heard == ["x*y"]
    type_in(field, " + 1")
    field.edit.clearFocus()
    assert changed.last == "x*y + 1"


def test_what_cannot_be_read_is_marked_where_it_is_and_kept(field, ear, qtbot):
    changed = ear(field.changed)
    type_in(field, "x + foo(y)")
    assert field.edit.wrong is None
    qtbot.waitUntil(field.sentence.isVisible)
    assert field.edit.wrong == (4, 7)
    assert field.sentence.text() == str(problem_of("x + foo(y)"))
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert changed.heard == []
    assert field.edit.toPlainText() == "x + foo(y)"


def test_a_mark_goes_with_the_key_that_mends_it(field):
    type_in(field, "x + ")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.sentence.isVisible()
    assert field.edit.property("wrong") is True
    type_in(field, "1")
    assert not field.sentence.isVisible()
    assert field.edit.property("wrong") is False


def _near(one, other):
    return all(abs(u - v) < 40 for u, v in zip(one.getRgb(), other.getRgb(), strict=True))


def test_the_wave_is_below_the_wrong_word_and_nowhere_else(dressed, field):
    def reds():
        picture = field.edit.viewport().grab().toImage()
        red = QApplication.palette().brightText().color()
        columns = range(picture.width())
        return [x for x in columns for y in range(picture.height()) if _near(picture.pixelColor(x, y), red)]

    type_in(field, "x + foo(y)")
    assert reds() == []
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    (box,) = field.edit.underlines()
    scale = field.edit.devicePixelRatioF()
    assert box.left() * scale - 2 <= min(reds())
    assert max(reds()) <= box.right() * scale + 2
    face = field.edit.fontMetrics()
    assert box.width() == pytest.approx(face.horizontalAdvance("foo"), abs=1)
    assert box.left() == pytest.approx(face.horizontalAdvance("x + ") + 1, abs=2)


def test_what_is_missing_is_marked_behind_the_end(field):
    type_in(field, "x +")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    (box,) = field.edit.underlines()
    assert box.left() == pytest.approx(field.edit.fontMetrics().horizontalAdvance("x +") + 1, abs=2)


def test_a_word_that_may_still_become_a_name_is_not_wrong_yet(field, qtbot):
    type_in(field, "x + co")
    field._on_pause()
    assert field.edit.wrong is None
    QTest.keyClick(target(field), Qt.Key.Key_Escape)
    assert not field.edit.completion.open
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.wrong == (4, 6)


@pytest.mark.parametrize(
    "text",
    ["x +", "import os", "x" + "**y" * 120, "1e999", "((((" * 60 + "x", "x.real", "foo(x)", "sin()", "sin(x, y)", ""],
)  # fmt: skip
def test_every_bad_formula_is_reported_in_one_sentence(field, ear, text):
    changed = ear(field.changed)
    field.edit.setPlainText(text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    problem = problem_of(text)
    assert field.sentence.isVisible()
    assert field.sentence.text() == str(problem)
    assert field.sentence.text().count(". ") == 0
    assert field.edit.wrong == (problem.place, problem.end)
    assert changed.heard == []


def test_a_pasted_novel_is_refused_and_becomes_one_line(field, ear):
    changed = ear(field.changed)
    mime = QMimeData()
    mime.setText("x +\r\ny +" * 2000)
    QApplication.clipboard().setMimeData(mime)
    QTest.keyClick(field.edit, Qt.Key.Key_V, CONTROL)
    assert field.edit.blockCount() == 1
    assert len(field.edit.toPlainText()) > LONGEST
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert f"at most {LONGEST} are allowed" in field.sentence.text()
    assert field.edit.wrong[0] == LONGEST
    assert changed.heard == []
    QApplication.clipboard().clear()


# --- completion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Return])
def test_a_function_is_taken_with_its_brackets_and_the_cursor_between(field, ear, key):
    settled = ear(field.settled)
    type_in(field, "2 si")
    assert offered(field) == ["sigmoid", "sign", "sin", "sinh"]
    QTest.keyClick(target(field), Qt.Key.Key_Down)
    QTest.keyClick(target(field), Qt.Key.Key_Down)
    QTest.keyClick(target(field), key)
    assert stands(field) == "2 sin(|)"
    assert field.edit.hasFocus()
    assert settled.heard == []
    type_in(field, "x)")
    assert stands(field) == "2 sin(x)|"


def test_a_function_before_a_bracket_gets_no_second_one(field):
    type_in(field, "(x)")
    field.edit.moveCursor(QTextCursor.MoveOperation.Start)
    type_in(field, "ex")
    QTest.keyClick(target(field), Qt.Key.Key_Tab)
    assert stands(field) == "exp(|x)"


def test_control_and_space_offer_everything(field):
    field.edit.clear()
    QTest.keyClick(field.edit, Qt.Key.Key_Space, CONTROL)
    assert offered(field) == list(NAMES)
    QTest.keyClick(target(field), Qt.Key.Key_Escape)
    assert offered(field) == []
    assert stands(field) == "|"


def test_a_whole_constant_stays_what_it_is(field, ear):
    changed = ear(field.changed)
    type_in(field, "x + e")
    assert offered(field) == ["e", "exp"]
    QTest.keyClick(target(field), Qt.Key.Key_Return)
    assert stands(field) == "x + e|"
    assert changed.heard == ["x + e"]


@pytest.mark.parametrize("text", ["x", "y + x", "1e", "2.e", "x^2", "qq"])
def test_nothing_is_offered_where_nothing_fits(field, text):
    type_in(field, text)
    assert offered(field) == []


def test_rubbing_out_opens_nothing(field):
    type_in(field, "sinx")
    assert offered(field) == []
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert offered(field) == []


def test_every_name_says_what_it_is(field):
    field.edit.clear()
    QTest.keyClick(field.edit, Qt.Key.Key_Space, CONTROL)
    rows = field.edit.completion.completionModel()
    words = [rows.index(row, 0).data() for row in range(rows.rowCount())]
    assert "max(a, b): the larger of two" in words
    assert field.edit.completion.list.grab().width() > 100


# --- manners -------------------------------------------------------------------------------------


def test_escape_brings_back_what_was_passed_on_last(field, ear):
    changed = ear(field.changed)
    type_in(field, "x + * y")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.toPlainText() == "x^2"
    assert not field.sentence.isVisible()
    assert changed.heard == []


def test_what_is_known_does_not_disturb_and_what_is_new_does(field):
    type_in(field, "y + ")
    field.show_value("x^2")
    assert stands(field) == "y + |"
    field.show_value("x y")
    assert field.edit.toPlainText() == "x y"


def test_a_wrong_formula_from_a_file_is_marked_at_once(field):
    field.show_value("x +")
    assert field.edit.wrong == (3, 4)
    assert field.sentence.isVisible()


def test_several_that_differ_are_no_formula_and_no_mistake(field):
    field.show_value(None, "mixed")
    assert field.edit.placeholderText() == "mixed"
    assert not field.sentence.isVisible()
    field.edit.clearFocus()
    assert not field.sentence.isVisible()


def test_it_grows_to_three_lines_and_shrinks_again(dressed, field):
    one = field.edit.height()
    line = field.edit.fontMetrics().lineSpacing()
    field.show_value("x + y + " * 8 + "x")
    assert field.edit.height() == one + line
    field.show_value("x + y + " * 40 + "x")
    assert field.edit.height() == one + (MOST_LINES - 1) * line
    field.show_value("x")
    assert field.edit.height() == one


def test_it_is_as_high_as_other_fields(dressed, field, shown):
    line = shown(QLineEdit())
    assert abs(field.edit.height() - line.sizeHint().height()) <= 2


@pytest.mark.parametrize(
    ("text", "cursor", "pair"),
    [
        ("sin(x)", 4, (3, 5)),
        ("sin(x)", 6, (5, 3)),
        ("((x)+1)", 1, (0, 6)),
        ("(x", 1, None),
        ("x + y", 2, None),
    ],
)
def test_the_partner_of_a_bracket_is_found_and_lit(field, text, cursor, pair):
    field.show_value(text)
    place = field.edit.textCursor()
    place.setPosition(cursor)
    field.edit.setTextCursor(place)
    assert field.edit.brackets() == pair
    lit = sorted(each.cursor.selectionStart() for each in field.edit.extraSelections())
    assert lit == sorted(pair or ())


def test_tab_moves_to_the_next_field(field, shown, hand):
    form = EntryForm()
    form.show_entry(Ground)
    shown(form)
    hand.focus(form.field("height").edit)
    QTest.keyClick(form.field("height").edit, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.field("width").line


def test_undo_is_the_texts_own_first_and_the_windows_after(field, ear, qtbot):
    undo = QAction("Undo", field, shortcut=QKeySequence.StandardKey.Undo)
    field.addAction(undo)
    heard = ear(undo.triggered)
    type_in(field, "x*y")
    while field.edit.document().isUndoAvailable():
        QTest.keyClick(field.edit, Qt.Key.Key_Z, CONTROL)
    assert field.edit.toPlainText() == "x^2"
    assert heard.heard == []
    QTest.keyClick(field.edit, Qt.Key.Key_Z, CONTROL)
    assert len(heard.heard) == 1


class Ground(Entry):
    """Has a formula and a number."""

    height: str = param("x", "A formula.", title="f(x, y)", syntax="formula")
    width: float = param(1.0, "A number.", ge=0, le=9)


def test_the_form_chooses_the_field_by_what_the_entry_says(shown, ear):
    form = EntryForm()
    form.show_entry(Ground)
    shown(form)
    assert isinstance(form.field("height").edit, FormulaEdit)
    assert form.field("height").width() == form.width()
    changed = ear(form.changed)
    form.field("height").edit.setPlainText("x y")
    form.field("height").edit.entered.emit()
    assert changed.heard == [("height", "x y")]


def test_a_half_typed_formula_is_not_given_to_the_next_entry(shown, ear, hand):
    form = EntryForm()
    form.show_entry(Ground)
    shown(form)
    changed = ear(form.changed)
    hand.focus(form.field("height").edit)
    QTest.keyClicks(form.field("height").edit, " + 1")
    form.show_entry(None)
    assert changed.heard == []
