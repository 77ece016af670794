"""One file in two windows, and files that other programs change or remove: never a loss without a question."""

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from playground.app.recovery.file_lock import FileLock, lock_file
from playground.spec.files import load, save


def rename(window, name="Edited"):
    window.document.edit("Rename", lambda project: project.with_(name=name))


@pytest.fixture
def file(tmp_path, make_project):
    path = tmp_path / "files" / "mine.descent"
    path.parent.mkdir()
    save(make_project(), path)
    return path


@pytest.fixture
def opened(window, file):
    assert window.files.open(file)
    return window


# --- two windows ------------------------------------------------------------------------------------


def test_a_file_open_in_another_window_is_opened_as_a_copy(opened, make_window, make_project, file, answer):
    other = make_window(make_project(seed=3))
    asked = answer("Open a copy")
    assert other.files.open(file)
    assert asked.said == "“mine.descent” is open in another window."
    assert other.document.path is None
    assert other.document.title == "mine (copy)"


def test_or_read_only_and_then_saving_asks_for_another_name(
    opened, make_window, make_project, file, answer, tmp_path, monkeypatch
):
    other = make_window(make_project(seed=3))
    answer("Open read-only")
    assert other.files.open(file)
    assert other.windowTitle() == "mine[*] (read-only) – Descent"
    before = file.read_bytes()
    rename(other)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "new.descent"), ""))
    assert other.files.save()
    assert file.read_bytes() == before
    assert load(tmp_path / "new.descent").name == "Edited"
    assert other.windowTitle() == "new[*] – Descent"


def test_or_not_at_all(opened, make_window, make_project, file, answer):
    other = make_window(make_project(seed=3))
    answer("Cancel")
    assert not other.files.open(file)
    assert other.document.project == make_project(seed=3)


def test_saving_over_a_file_that_is_open_elsewhere_is_refused(
    opened, make_window, make_project, file, answer, monkeypatch
):
    other = make_window(make_project(seed=3))
    before = file.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    asked = answer("OK")
    assert not other.files.save_as()
    assert "open in another window" in asked.said
    assert file.read_bytes() == before


def test_a_closed_or_left_file_is_free(opened, make_window, make_project, file):
    other = make_window(make_project(seed=3))
    opened.files.new()
    assert other.files.open(file)
    assert other.document.path == file
    other.close()
    assert list(file.parent.iterdir()) == [file]


def test_the_lock_of_a_killed_window_is_free(window, file):
    lock_file(file).write_text('{"process": 1, "host": "here"}', encoding="utf-8")
    assert window.files.open(file)
    assert not window.files.file.read_only


def test_a_file_can_be_opened_again_in_its_own_window(opened, file):
    assert opened.files.open(file)
    assert FileLock.take(lock_file(file)) is None


# --- other programs ---------------------------------------------------------------------------------


def test_a_change_by_another_program_is_asked_about_and_loaded(opened, file, make_project, answer, qtbot):
    asked = answer("Load new version")
    save(make_project(seed=9), file)
    qtbot.waitUntil(lambda: opened.document.project == make_project(seed=9))
    assert asked.said == "“mine.descent” was changed by another program."
    assert not opened.isWindowModified()
    opened.document.undo()
    assert opened.document.project == make_project()
    assert opened.isWindowModified()


def test_the_version_here_can_be_kept_and_is_unsaved_then(opened, file, make_project, answer, qtbot):
    answer("Keep this version")
    save(make_project(seed=9), file)
    qtbot.waitUntil(opened.isWindowModified)
    assert opened.document.project == make_project()
    second = answer("Cancel")
    assert not opened.files.save()
    assert "was changed by another program since" in second.said
    assert load(file) == make_project(seed=9)


def test_overwriting_backs_up_the_other_version(opened, file, make_project, answer):
    rename(opened)
    opened.files.file._soon.stop()
    save(make_project(seed=9), file)
    answer("Overwrite")
    assert opened.files.save()
    assert load(file).name == "Edited"
    assert [backup.load() for backup in opened.work.backups.all()] == [make_project(seed=9)]


def test_a_file_that_is_removed_is_asked_about_and_saved_again(opened, file, answer, qtbot):
    asked = answer("Save again")
    file.unlink()
    qtbot.waitUntil(file.is_file)
    assert asked.said == "“mine.descent” was deleted or moved by another program."
    qtbot.waitUntil(lambda: not opened.isWindowModified())


@pytest.mark.parametrize(("button", "there"), [("Save", True), ("Discard", False)])
def test_closing_without_edits_asks_when_the_file_is_gone(opened, file, answer, button, there):
    file.unlink()
    asked = answer(button)
    assert opened.close()
    assert asked.said == "Save “mine.descent” again?"
    assert file.is_file() == there


def test_closing_with_a_gone_file_can_be_cancelled(opened, file, answer):
    file.unlink()
    answer("Cancel")
    assert not opened.close()


def test_a_broken_new_version_changes_nothing_here(opened, file, make_project, answer, qtbot):
    answer("Load new version")
    complaint = answer("OK")
    file.write_text("{", encoding="utf-8")
    qtbot.waitUntil(opened.isWindowModified)
    assert opened.document.project == make_project()
    assert "mine.descent: line 1" in complaint.said


def test_own_saves_are_no_outside_change(opened, file):
    for name in ("one", "two", "three"):
        rename(opened, name)
        assert opened.files.save()
    QApplication.processEvents()
    opened.files.file._look()
    assert load(file).name == "three"
