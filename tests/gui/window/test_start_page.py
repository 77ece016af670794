"""The start page: when it comes, what it opens, and how it gives way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.app.examples import examples, first_project
from playground.engine.events.run import RunState
from playground.paths import asset
from playground.spec.files import save
from playground.spec.project import Project
from playground.ui.window.start_page.example_card import WIDTH


@pytest.fixture
def started(make_window):
    return make_window(first_project())


def test_it_comes_at_the_start_and_gives_way_to_work(started, qtbot, unnamed):
    window = started
    window.start.offer()
    page = window.start.page
    assert page.isVisible()
    assert unnamed(page) == []
    assert page.geometry().top() > window.transport.mapTo(window, window.transport.rect().center()).y()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.start.page is None
    assert window.canvas.hasFocus(), "Space adds a layer, it is not typed into a search"
    window.start.show()
    window.transport.play_clicked.emit()  # the button above the page
    qtbot.waitUntil(lambda: window.start.page is None)
    assert window.runs.state in {RunState.RUNNING, RunState.READY}
    window.runs.reset()
    window.start.show()
    window.canvas.setFocus()
    assert window.start.page is None
    window.start.show()
    window.start.page.play.click()
    assert window.start.page is None


def test_what_is_chosen_is_opened(started, tmp_path):
    window = started
    file = tmp_path / "mine.descent"
    save(Project(name="Mine"), file)
    window.memory.remember(recent=(str(file),))
    window.start.show()
    card = next(card for card in window.start.page.cards if card.example.path.stem == "xor")
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert window.document.project.name == "XOR"
    assert window.start.page is None
    window.start.show()
    assert window.start.page.play.isVisible()  # untouched
    window.start.page.recent[0].click()
    assert window.document.path == file
    window.files.open_example(examples()[0].path)
    assert window.actions_table["file.reopen"].isEnabled()
    window.actions_table["file.reopen"].trigger()
    assert window.document.path == file


def test_it_can_be_switched_off_and_comes_from_the_help_menu(started):
    window = started
    window.start.show()
    window.start.page.show_again.click()
    assert not window.memory.settings.start_page
    window.start.close()
    window.start.offer()
    assert window.start.page is None
    window.actions_table["help.start"].trigger()
    page = window.start.page
    assert page is not None
    seen = [card.example.races for card in page.cards if card.isVisibleTo(page)]
    assert seen
    assert not any(seen)
    page.groups[1].click()
    assert all(card.example.races for card in page.cards if card.isVisibleTo(page))
    for size in ((960, 600), (1600, 1000)):
        window.resize(*size)
        assert window.rect().contains(page.geometry())
        assert all(card.width() >= WIDTH for card in page.cards if card.isVisibleTo(page))
    window.start.close()


def test_each_example_has_pictures_in_both_themes_and_a_line():
    for example in examples():
        assert 10 < len(example.line) < 140, example.title
        for theme in ("light", "dark"):
            assert asset("thumbnails", f"{example.path.stem}-{theme}.png").is_file()
