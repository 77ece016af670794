"""The file of the open project: locked against other windows, and watched for changes by other programs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from playground.app.recovery.file_lock import FileLock, Holder, holder, lock_file
from playground.app.recovery.file_state import FileState, OutsideChange

SETTLE_MS = 300
"""A change is looked at this long after the last sign of it: programs write in several steps."""


class OpenFile(QObject):
    """What is known about the document's file.

    Attributes:
        read_only: Whether saving must not write to it, because another window has it open.
    """

    changed_outside = Signal(object)
    """Another program changed or removed the file: an ``OutsideChange``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._lock: FileLock | None = None
        self._state = FileState(None)
        self._reported: FileState | None = None
        self.read_only = False
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self, interval=SETTLE_MS)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        self._watcher.fileChanged.connect(self._soon.start)
        self._watcher.directoryChanged.connect(self._soon.start)

    def lock(self, path: Path) -> tuple[FileLock | None, Holder | None]:
        """Take the lock of a file that is about to be opened or written.

        Returns:
            The lock, None where locks are not possible; and who holds it, None when it was free.
        """
        wanted = lock_file(path)
        if self._lock is not None and self._lock.path == wanted:
            return self._lock, None
        try:
            lock = FileLock.take(wanted)
        except OSError:
            return None, None  # a folder that cannot be written, or a file system without locks
        return lock, holder(wanted) if lock is None else None

    def adopt(
        self, path: Path | None, state: FileState, lock: FileLock | None, *, read_only: bool = False
    ) -> None:
        """Follow another file.

        Args:
            path: The document's file; None when it has none.
            state: Its content when it was read or written.
            lock: See ``lock``; it is released when the file is left.
            read_only: Whether saving must not write to it.
        """
        if self._lock is not None and self._lock is not lock:
            self._lock.release()
        self._path, self._lock, self.read_only = path, lock, read_only
        self._remember(state)
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        self._watch()

    def drop(self, lock: FileLock | None) -> None:
        """Release a lock that is not needed after all; not the one of the open file."""
        if lock is not None and lock is not self._lock:
            lock.release()

    @property
    def outside_change(self) -> OutsideChange:
        """What other programs did to the file since it was read, written or accepted."""
        if self._path is None:
            return OutsideChange.NONE
        return self._state.change_to(FileState.read(self._path))

    def accept(self, state: FileState) -> None:
        """Note that the document holds what the file held in this state."""
        self._remember(state)

    def close(self) -> None:
        """Free the lock and stop watching; may be called again."""
        self._soon.stop()
        self.adopt(None, FileState(None), None)
        self._soon.stop()

    def _remember(self, state: FileState) -> None:
        self._state, self._reported = state, None

    def _watch(self) -> None:
        """Watch the file, or its folder while it is gone."""
        if self._path is None:
            return
        path = str(self._path)
        if self._path.is_file():
            if path not in self._watcher.files():
                self._watcher.addPath(path)
        elif self._path.parent.is_dir() and not self._watcher.directories():
            self._watcher.addPath(str(self._path.parent))

    @Slot()
    def _look(self) -> None:
        """Report a change once; wait while a dialog is open."""
        if self._path is None:
            return
        if QApplication.activeModalWidget() is not None:
            self._soon.start()
            return
        self._watch()
        now = FileState.read(self._path)
        change = self._state.change_to(now)
        if change is OutsideChange.NONE:
            self._reported = None
        elif now != self._reported:
            self._reported = now
            self.changed_outside.emit(change)
