"""Autosave, locks, backups and what is left of windows that ended, without a window."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground.app.recovery import autosave as autosaving
from playground.app.recovery import crash_report
from playground.app.recovery.autosave import Autosave
from playground.app.recovery.backups import PROJECTS, Backups, kept
from playground.app.recovery.file_lock import FileLock, holder, lock_file
from playground.app.recovery.file_state import FileState, OutsideChange
from playground.app.recovery.kept_weights import FOLDER, MOST, drop_old_weights
from playground.app.recovery.last_run import clean_up, last_run
from playground.app.recovery.recoverable import any_recoverable, claim_recoverable
from playground.app.recovery.work_folder import Unsaved, WorkFolder, work_folders
from playground.spec.files import dumps, load
from playground.spec.project import Project
from playground.spec.start import StartSpec

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATE = 3600.0
"""Seconds after which a thread would write that a test does not wait for."""


@pytest.fixture
def folder(tmp_path):
    return WorkFolder.create(tmp_path)


@pytest.fixture
def said():
    return []


@pytest.fixture
def autosave(folder, tmp_path, said):
    made = Autosave(folder, Backups(tmp_path / "backups"), said.append, delay=LATE)
    yield made
    made.close()


def note(autosave, name, *, modified=True, path=None, then=None):
    autosave.note(Project(name=name), path, name, modified=modified, then=then)


# --- autosave ---------------------------------------------------------------------------------------


def test_the_promise_of_two_seconds_leaves_time_to_write():
    assert autosaving.DELAY <= 1.0


def test_only_the_newest_of_many_edits_is_written(autosave, folder):
    for number in range(5):
        note(autosave, str(number))
    autosave.flush()
    assert load(folder.unsaved).name == "4"


def test_another_thread_writes(tmp_path, folder):
    autosave = Autosave(folder, Backups(tmp_path / "backups"), delay=0.0)
    note(autosave, "mine")
    autosave._timer.join()
    assert load(folder.unsaved).name == "mine"
    autosave.close()


def test_a_saved_project_is_not_kept(autosave, folder):
    note(autosave, "mine")
    autosave.flush()
    note(autosave, "mine", modified=False)
    autosave.flush()
    assert not folder.unsaved.exists()


def test_what_waits_for_the_disk_is_called_after_the_newest_edit_is_on_it(autosave, folder):
    names = []
    note(autosave, "one", then=lambda: names.append(load(folder.unsaved).name))
    note(autosave, "two")
    autosave.flush()
    autosave.flush()
    assert names == ["two"]


def test_a_path_that_is_no_text_is_kept(autosave, folder, tmp_path):
    path = tmp_path / "caf\udce9.descent"
    note(autosave, "mine", path=path)
    autosave.flush()
    folder.let_go()
    assert [found.path for found in claim_recoverable(tmp_path)] == [path]


def test_a_failing_disk_is_told_once_and_tried_again(autosave, folder, said):
    moved = folder.path.with_name("moved")
    folder.path.rename(moved)
    for name in ("one", "two"):
        note(autosave, name)
        autosave.flush()
    assert len(said) == 1
    assert "cannot be written" in said[0]
    moved.rename(folder.path)
    autosave.flush()
    assert load(folder.unsaved).name == "two"
    assert said[1:] == [""]


def test_every_hour_of_editing_leaves_a_backup(autosave, folder, tmp_path, monkeypatch):
    backups = Backups(tmp_path / "backups")
    note(autosave, "first")
    autosave.flush()
    assert backups.all() == []
    monkeypatch.setattr(autosaving, "EVERY", timedelta(0))
    note(autosave, "later", path=tmp_path / "mine.descent")
    autosave.flush()
    (backup,) = backups.all()
    assert (backup.title, backup.path, backup.load().name) == ("later", tmp_path / "mine.descent", "later")


# --- what is left -----------------------------------------------------------------------------------


def test_work_of_a_living_window_is_not_offered(folder, tmp_path):
    folder.write(Unsaved(Project(name="mine"), None, "mine"))
    assert claim_recoverable(tmp_path) == []
    folder.let_go()
    (found,) = claim_recoverable(tmp_path)
    assert (found.title, found.path, found.project) == ("mine", None, Project(name="mine"))
    assert claim_recoverable(tmp_path) == [], "a second window must not be offered the same work"
    found.folder.let_go()
    assert any_recoverable(tmp_path)
    (again,) = claim_recoverable(tmp_path)
    again.folder.remove_unsaved()
    assert not any_recoverable(tmp_path)
    assert work_folders(tmp_path) == []


def test_the_newest_work_comes_first(tmp_path):
    for name in ("old", "new"):
        folder = WorkFolder.create(tmp_path)
        folder.write(Unsaved(Project(name=name), None, name))
        about = json.loads(folder.unsaved.read_text(encoding="utf-8"))
        about["autosave"]["when"] = (NOW + timedelta(hours=name == "new")).isoformat()
        folder.unsaved.write_text(json.dumps(about), encoding="utf-8")
        folder.let_go()
    assert [found.title for found in claim_recoverable(tmp_path)] == ["new", "old"]


def test_unsaved_work_that_was_cut_short_is_offered_with_a_reason(folder, tmp_path):
    folder.unsaved.write_bytes(b'{"format": "desc')
    folder.let_go()
    (found,) = claim_recoverable(tmp_path)
    assert found.project is None
    assert found.problem


def test_folders_with_nothing_to_keep_are_removed_and_the_newest_run_stays(tmp_path):
    ages = {}
    for age in (1, 3, 2):
        folder = WorkFolder.create(tmp_path)
        folder.weights.write_bytes(b"weights")
        os.utime(folder.weights, (age, age))
        folder.let_go()
        ages[age] = folder.path
    WorkFolder.create(tmp_path).let_go()
    living = WorkFolder.create(tmp_path)
    clean_up(tmp_path)
    assert set(work_folders(tmp_path)) == {ages[3], living.path}
    assert last_run(tmp_path).weights.parent == ages[3]
    assert last_run(tmp_path, ages[3]) is None
    living.release()


# --- locks and files --------------------------------------------------------------------------------


def test_a_lock_is_held_by_one_and_says_by_whom(tmp_path):
    path = lock_file(tmp_path / "mine.descent")
    lock = FileLock.take(path)
    assert FileLock.take(path) is None
    assert holder(path).process == os.getpid()
    lock.release()
    assert not path.exists()
    second = FileLock.take(path)
    assert second is not None
    second.release()


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    path = tmp_path / "lock"
    words = (
        "import os, sys; from pathlib import Path; from playground.app.recovery.file_lock import FileLock\n"
    )
    words += "lock = FileLock.take(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", words, str(path)], cwd=root, check=False)
    assert ended.returncode == -9
    assert path.exists()
    lock = FileLock.take(path)
    assert lock is not None
    lock.release()


def test_a_link_and_its_file_have_the_same_lock(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert lock_file(tmp_path / "link") == lock_file(tmp_path / "file")


def test_changes_of_a_file_are_seen_in_its_content(tmp_path):
    file = tmp_path / "mine.descent"
    file.write_bytes(b"one")
    state = FileState.read(file)
    os.utime(file, (1, 1))
    assert state.change_to(FileState.read(file)) is OutsideChange.NONE
    file.write_bytes(b"two")
    assert state.change_to(FileState.read(file)) is OutsideChange.CHANGED
    file.unlink()
    assert state.change_to(FileState.read(file)) is OutsideChange.GONE


# --- backups ----------------------------------------------------------------------------------------


def test_backups_are_bounded_hourly_and_daily():
    stamps = [NOW - timedelta(minutes=10 * k) for k in range(6 * 24 * 60)]
    left = kept(stamps)
    assert set(stamps[:10]) <= left
    assert len({stamp.date() for stamp in left}) == 30
    assert len(left) <= 10 + 24 + 30
    assert kept(left) == left


def test_backups_of_too_many_projects_drop_the_oldest(tmp_path):
    backups = Backups(tmp_path)
    for number in range(PROJECTS + 2):
        backups.add(b"", "mine", None, f"untitled-{number}", NOW + timedelta(seconds=number))
    assert len(list(tmp_path.iterdir())) == PROJECTS
    assert backups.newest(None, "untitled-1") is None
    assert backups.newest(None, "untitled-2") == NOW + timedelta(seconds=2)


# --- crash reports ----------------------------------------------------------------------------------


def test_weights_of_projects_without_a_file_are_bounded_and_those_of_unsaved_work_stay(tmp_path, folder):
    kept_weights = tmp_path / FOLDER
    kept_weights.mkdir()
    names = [f"é {number} weights.safetensors" for number in range(MOST + 4)]
    for age, name in enumerate(names):
        (kept_weights / name).touch()
        os.utime(kept_weights / name, (1e9 - age, 1e9 - age))
    begins = Project(name="a", start=StartSpec(weights=str(kept_weights / names[-1])))
    folder.write(Unsaved(begins, None, "a"))
    Backups(tmp_path / "backups").add(dumps(begins).replace(names[-1], names[-2]).encode(), "a", None, "a")
    undone = begins.with_(start=StartSpec(weights=str(kept_weights / names[-3])))
    drop_old_weights(tmp_path, [undone])
    assert sorted(file.name for file in kept_weights.iterdir()) == sorted([*names[:MOST], *names[-3:]])


def test_a_fault_leaves_a_report_and_a_clean_end_leaves_none(tmp_path):
    words = (
        "import faulthandler, logging, sys; from pathlib import Path\n"
        "from playground.app.recovery.crash_report import CrashLog\n"
        "log = CrashLog(Path(sys.argv[1])); logging.getLogger('a').error('before it')\n"
        "if sys.argv[2] == 'fault': faulthandler._sigabrt()\n"
        "log.close()"
    )
    root = Path(__file__).parents[2]
    for end in ("clean", "fault"):
        folder = tmp_path / end
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", words, str(folder), end], cwd=root, check=False, stderr=subprocess.DEVNULL
        )
        assert crash_report.has_report(folder) == (end == "fault")
    text = crash_report.read_report(folder).text
    assert "Fatal Python error: Aborted" in text
    assert "before it" in text
    assert f"Python {sys.version.split()[0]}" in text
    crash_report.forget_report(folder)
    assert not list(folder.iterdir())
