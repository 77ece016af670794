"""Unsaved work: on the disk soon after each edit, and offered after a crash."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from playground.app.recovery import crash_report
from playground.app.recovery.recoverable import claim_recoverable
from playground.app.recovery.work_folder import Unsaved, WorkFolder
from playground.app.settings import Memory
from playground.spec.files import load, save
from playground.ui.files.backups_dialog import BackupsDialog
from playground.ui.files.crash_dialog import CrashDialog
from playground.ui.files.recovery_dialog import RecoveryDialog

LEFT = Qt.MouseButton.LeftButton


def rename(window, name="Edited"):
    window.document.edit("Rename", lambda project: project.with_(name=name))


@pytest.fixture
def window(make_window, project):
    """A window of the test's own, whose unsaved work and settings the test can find."""
    return make_window(project)


@pytest.fixture
def crash(memory):
    """Leave the unsaved work of a window that was killed."""

    def leave(project, path=None, title="Lost"):
        folder = WorkFolder.create(memory.data)
        folder.write(Unsaved(project, path, title))
        folder.let_go()
        return folder.path

    return leave


@pytest.fixture
def dialog(qtbot):
    """The dialog of a kind that a window shows."""

    def find(window, kind=RecoveryDialog):
        qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(kind)))
        return next(each for each in window.findChildren(kind) if each.isVisible())

    return find


def click(qtbot, button):
    qtbot.mouseClick(button, LEFT)


def test_an_edit_of_an_untitled_project_is_on_the_disk_soon(window, qtbot):
    rename(window)
    qtbot.waitUntil(window.work.folder.unsaved.is_file)
    assert load(window.work.folder.unsaved) == window.document.project


def test_saving_and_undoing_leave_nothing_to_recover(window, qtbot, tmp_path):
    unsaved = window.work.folder.unsaved
    rename(window)
    window.work.flush()
    window.document.undo()
    window.work.flush()
    assert not unsaved.exists()
    rename(window)
    window.work.flush()
    window.document.path = tmp_path / "mine.descent"
    assert window.files.save()
    window.work.flush()
    assert not unsaved.exists()


def test_closing_leaves_nothing_behind(window, memory, answer):
    rename(window)
    window.work.flush()
    asked = answer("Discard")
    assert window.close()
    assert asked.said
    assert claim_recoverable(memory.data) == []
    assert [load(backup.file).name for backup in window.work.backups.all()] == ["Edited"]


def test_without_a_crash_nothing_is_offered(window, qtbot):
    window.work.offer()
    assert window.findChildren(QDialog) == []
    assert not window.work.has_recoverable()


def test_what_was_there_is_offered_and_restored_as_unsaved(
    window, crash, dialog, make_project, qtbot, tmp_path
):
    file = tmp_path / "mine.descent"
    save(make_project(), file)
    left = crash(make_project(seed=9), file, "mine")
    window.work.offer()
    shown = dialog(window)
    assert shown.details.title.text() == "mine"
    assert shown.details.picture.graph == make_project().graph
    assert shown.details.facts.text().startswith("Today, ")
    assert shown.details.place.text() == str(file)
    click(qtbot, shown.restore)
    assert window.document.project == make_project(seed=9)
    assert window.document.path == file
    assert window.isWindowModified()
    assert load(file) == make_project()
    qtbot.waitUntil(lambda: not left.exists())
    assert load(window.work.folder.unsaved) == make_project(seed=9)


def test_restoring_work_without_a_file_keeps_its_name(window, crash, dialog, make_project, qtbot):
    crash(make_project(seed=9))
    window.work.offer()
    click(qtbot, dialog(window).restore)
    assert window.document.project == make_project(seed=9)
    assert window.document.path is None


def test_a_copy_leaves_the_file_alone(window, crash, dialog, make_project, qtbot, tmp_path):
    crash(make_project(seed=9), tmp_path / "mine.descent", "mine")
    window.work.offer()
    click(qtbot, dialog(window).copy)
    assert window.document.path is None
    assert window.document.title == "mine (copy)"
    assert window.isWindowModified()


def test_discarded_work_stays_among_the_backups(window, crash, dialog, make_project, qtbot):
    left = crash(make_project(seed=9))
    window.work.offer()
    click(qtbot, dialog(window).discard)
    assert not left.exists()
    assert not window.work.has_recoverable()
    assert [backup.load() for backup in window.work.backups.all()] == [make_project(seed=9)]


def test_work_that_is_not_decided_on_is_offered_again(window, crash, dialog, make_project, qtbot):
    crash(make_project(seed=9))
    crash(make_project(seed=8))
    window.work.offer()
    shown = dialog(window)
    assert shown.list.count() == 2
    click(qtbot, shown.discard)
    assert not window.work.has_recoverable(), "another window must not be offered it now"
    click(qtbot, shown.later)
    qtbot.waitUntil(window.work.has_recoverable)
    window.actions_table.refresh()
    window.actions_table["file.recover"].trigger()
    qtbot.waitUntil(lambda: dialog(window).list.count() == 1)
    click(qtbot, dialog(window).later)


def test_work_that_cannot_be_read_is_shown_with_the_reason(window, crash, dialog, make_project, qtbot):
    (crash(make_project()) / "unsaved.descent").write_text("{", encoding="utf-8")
    window.work.offer()
    shown = dialog(window)
    assert not shown.restore.isEnabled()
    assert shown.discard.isEnabled()
    click(qtbot, shown.later)


def test_a_name_is_never_markup(window, crash, dialog, make_project, qtbot):
    crash(make_project(), None, "<h1>big</h1>")
    window.work.offer()
    shown = dialog(window)
    assert shown.details.title.textFormat() is Qt.TextFormat.PlainText
    click(qtbot, shown.later)


@pytest.mark.parametrize("where", ["blocked", "read-only"])
def test_a_home_that_cannot_be_written_gives_a_sentence(where, make_window, make_project, memory, tmp_path):
    """A file is in the way, or the file system itself refuses, as on a full or read-only disk."""
    if where == "read-only":
        memory = Memory(Path("/proc/descent/settings.json"))
    else:
        (memory.data / "work").write_text("in the way", encoding="utf-8")
    window = make_window(make_project(), memory=memory)
    assert "cannot be kept for recovery" in window.statusBar().currentMessage()
    rename(window)
    memory.remember(theme="dark")
    window.document.saved_as(tmp_path / "mine.descent")
    assert window.files.save()


def test_a_disk_that_fails_later_gives_a_sentence(window, qtbot):
    shutil.rmtree(window.work.folder.path)
    rename(window)
    window.work.flush()
    qtbot.waitUntil(lambda: "not kept for recovery" in window.statusBar().currentMessage())
    window.work.folder.path.mkdir()


# --- crash reports ----------------------------------------------------------------------------------


def test_a_crash_report_is_offered_once_and_copied(window, crash, dialog, make_project, qtbot):
    left = crash(make_project())
    (left / crash_report.FAULTS).write_text("Segmentation fault in line 7", encoding="utf-8")
    (left / crash_report.VERSIONS).write_text(crash_report.versions(), encoding="utf-8")
    window.work.offer()
    click(qtbot, dialog(window).report)
    shown = dialog(window, CrashDialog)
    assert "Segmentation fault in line 7" in shown.text.toPlainText()
    assert "Descent " in shown.text.toPlainText()
    click(qtbot, shown.copy)
    assert QGuiApplication.clipboard().text() == shown.text.toPlainText()
    shown.reject()
    assert not crash_report.has_report(left)
    click(qtbot, dialog(window).later)


def test_a_crash_without_unsaved_work_offers_its_report(window, memory, dialog):
    folder = WorkFolder.create(memory.data)
    (folder.path / crash_report.FAULTS).write_text("Bus error", encoding="utf-8")
    folder.let_go()
    window.work.offer()
    shown = dialog(window, CrashDialog)
    assert "Bus error" in shown.text.toPlainText()
    shown.reject()


# --- backups ----------------------------------------------------------------------------------------


def test_a_backup_of_the_open_project_is_restored_as_an_edit(window, dialog, make_project, qtbot, tmp_path):
    file = tmp_path / "mine.descent"
    window.document.path = file
    assert window.files.save()
    old = tmp_path / "old.descent"
    save(make_project(seed=9), old)
    window.work.backups.add(old.read_bytes(), "mine", file, "")
    window.actions_table["file.backups"].trigger()
    shown = dialog(window, BackupsDialog)
    assert shown.details.picture.graph == make_project().graph
    click(qtbot, shown.restore)
    assert window.document.project == make_project(seed=9)
    assert window.document.undo_label == "Restore backup"


def test_a_backup_of_another_project_is_opened_as_a_copy(window, dialog, make_project, qtbot, tmp_path):
    old = tmp_path / "old.descent"
    save(make_project(seed=9), old)
    window.work.backups.add(old.read_bytes(), "other", tmp_path / "other.descent", "")
    window.actions_table["file.backups"].trigger()
    shown = dialog(window, BackupsDialog)
    assert not shown.restore.isEnabled()
    click(qtbot, shown.copy)
    assert window.document.title == "other (copy)"
    assert window.document.project.training.seed == 9
    assert window.isWindowModified()


def test_without_backups_the_browser_says_so(window, dialog):
    window.work.show_backups()
    shown = dialog(window, BackupsDialog)
    assert not shown.copy.isEnabled()
    shown.reject()
