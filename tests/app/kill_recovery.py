"""Kills processes that edit, autosave and save, at random times, and counts what is lost.

``python -m tests.app.kill_recovery KILLS`` prints the figures. The processes are forked from this one, which imports
neither Qt nor torch, so that hundreds take seconds. Lost edits are counted, not timed: a process makes an edit every
``PACE`` seconds at most, so that the count is an upper bound of the time even on a busy machine.
"""

from __future__ import annotations

import os
import random
import signal
import struct
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from playground.app.document import Document
from playground.app.recovery.autosave import Autosave
from playground.app.recovery.backups import Backups
from playground.app.recovery.file_lock import FileLock, lock_file
from playground.app.recovery.recoverable import claim_recoverable
from playground.app.recovery.work_folder import WorkFolder
from playground.spec.atomic import replace
from playground.spec.files import FileProblem, load, save
from playground.spec.project import Project

TOGETHER = 50
"""Processes that live at the same time."""
SHORTEST, LONGEST = 0.05, 1.6
"""Seconds until a process is killed, counted from its first edit."""
PACE = 0.05
"""Seconds between two edits of a process."""
SAVE_EVERY = 17
"""Edits between two saves of the user."""
WEIGHTS = 30_000
"""Bytes of what stands for the weights of a run."""
_NUMBER = struct.Struct("<q")


@dataclass
class Losses:
    """What the kills cost.

    Attributes:
        kills: Processes killed.
        edits: Lost by each process.
        unreadable: Sentences about files that could not be read.
        weights: Edits since the weights that were found, for each process.
        stale_locks: Locks of killed processes that were not free.
    """

    kills: int = 0
    edits: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    stale_locks: int = 0


def work(home: Path, seed: int) -> None:
    """Edit, autosave and save until killed; every edit is first written to a log that a kill cannot take back."""
    rng = random.Random(seed)
    file = home / "mine.descent"
    document = Document(Project(name="0"), file)
    save(document.project, file)
    lock = FileLock.take(lock_file(file))
    assert lock is not None
    folder = WorkFolder.create(home)
    autosave = Autosave(folder, Backups(home / "backups"))
    log = os.open(home / "log", os.O_WRONLY | os.O_CREAT)
    number = 0
    while True:
        number += 1
        words = {"name": str(number), "notes": "x" * rng.randrange(10_000)}
        document.edit("Rename", lambda project, words=words: project.with_(**words))
        os.pwrite(log, _NUMBER.pack(number), 0)
        autosave.note(document.project, file, "mine", modified=True)
        if rng.randrange(SAVE_EVERY) == 0:
            save(document.project, file)
            document.saved_as(file)
            autosave.note(document.project, file, "mine", modified=False)
        if number % 5 == 0:
            replace(folder.weights, _NUMBER.pack(number) * (WEIGHTS // _NUMBER.size))
        time.sleep(rng.uniform(0.0, 2 * PACE) / 2)


def check(home: Path, losses: Losses) -> None:
    """Look at what a killed process left, as the next start would."""
    if (home / "failed").is_file():
        raise AssertionError((home / "failed").read_text(encoding="utf-8"))
    made = _NUMBER.unpack((home / "log").read_bytes() or _NUMBER.pack(0))[0]
    file = home / "mine.descent"
    lock = FileLock.take(lock_file(file))
    losses.stale_locks += lock is None
    found = []
    try:
        found.append(_number(load(file)))
    except FileProblem as problem:
        losses.unreadable.append(str(problem))
    for each in claim_recoverable(home):
        if each.project is None:
            losses.unreadable.append(each.problem)
        else:
            found.append(_number(each.project))
    losses.edits.append(made - max(found, default=0))
    for weights in home.glob("work/*/run.weights"):
        content = weights.read_bytes()
        if content != content[: _NUMBER.size] * (WEIGHTS // _NUMBER.size):
            losses.unreadable.append(weights.name)
        losses.weights.append(made - _NUMBER.unpack(content[: _NUMBER.size])[0])


def _number(project: Project) -> int:
    return int(project.name)


def kill_many(kills: int, seed: int = 0) -> Losses:
    """Kill so many processes, some at the same time, and return what that cost."""
    losses, rng = Losses(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="descent-kills-") as root:
        while losses.kills < kills:
            group = min(TOGETHER, kills - losses.kills)
            homes = [Path(root, str(losses.kills + k)) for k in range(group)]
            processes = [_start(home, rng.randrange(2**31)) for home in homes]
            for home in homes:
                _await_first_edit(home)
            _kill(processes, rng)
            losses.kills += group
            for home in homes:
                check(home, losses)
    return losses


def _start(home: Path, seed: int) -> int:
    home.mkdir()
    process = os.fork()
    if process == 0:
        try:
            work(home, seed)
        except Exception:  # noqa: BLE001 - told by the process that checks
            (home / "failed").write_text(traceback.format_exc(), encoding="utf-8")
        os._exit(1)
    return process


def _await_first_edit(home: Path) -> None:
    while not (home / "log").is_file():
        time.sleep(0.005)


def _kill(processes: list[int], rng: random.Random) -> None:
    begun = time.monotonic()
    for process, at in zip(processes, sorted(rng.uniform(SHORTEST, LONGEST) for _ in processes), strict=True):
        time.sleep(max(0.0, begun + at - time.monotonic()))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def main() -> None:
    """Print the figures, and fail where more was lost than is promised."""
    losses = kill_many(int(sys.argv[1]))
    worst = max(losses.edits)
    print(  # noqa: T201 - the figures
        f"{losses.kills} kills: at most {worst} edits lost ({worst * PACE:.2f} s), "
        f"{len(losses.unreadable)} files unreadable, {losses.stale_locks} locks not free"
    )
    for sentence in losses.unreadable:
        print(sentence)  # noqa: T201 - the reasons
    lost = worst * PACE > 2.0 or losses.unreadable or losses.stale_locks or losses.kills != int(sys.argv[1])
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
