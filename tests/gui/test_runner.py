"""The thread beside the window's, while it reads."""

import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from playground.catalog.kinds import still_wanted
from playground.ui.runs.runner import Runner, Runners


def test_a_thread_that_reads_ends_when_stopped_and_reports_no_failure(qtbot):
    begun, never = threading.Event(), threading.Event()

    def job(_control):
        begun.set()
        while not never.wait(0.001):
            still_wanted()
        yield

    runner = Runner(job, 1)
    runner.start()
    assert begun.wait(300)
    runner.control.stop()
    qtbot.waitUntil(runner.isFinished)
    assert list(runner.mailbox.take()) == []


class Work:
    """Jobs that end when they are allowed to, whatever they are told, and what they have seen."""

    def __init__(self):
        self.begun, self.ended, self.controls = [], [], {}
        self.allowed = {name: threading.Event() for name in "abc"}

    def job(self, name):
        def made(control):
            self.controls[name] = control
            return self._life(name)

        return made

    def _life(self, name):
        self.begun.append(name)
        self.allowed[name].wait(300)
        self.ended.append(name)
        yield from ()


@pytest.fixture
def work():
    """Jobs named a, b and c."""
    made = Work()
    yield made
    for each in made.allowed.values():
        each.set()


@pytest.fixture
def threads(work):
    """An owner's threads."""
    owner = QObject()
    made = Runners(owner)
    yield made
    for each in work.allowed.values():
        each.set()
    made.close()


def test_another_thread_begins_at_once_and_the_one_before_is_stopped(threads, work, qtbot):
    first = threads.start(work.job("a"), 1)
    second = threads.start(work.job("b"), 2)
    assert threads.current is second
    assert work.controls["a"].stopped()
    assert not work.controls["b"].stopped()
    qtbot.waitUntil(lambda: sorted(work.begun) == ["a", "b"])
    assert first.isRunning()


def test_in_turn_another_begins_when_all_before_have_ended(threads, work, qtbot):
    threads.start_in_turn(work.job("a"), 1)
    qtbot.waitUntil(lambda: work.begun == ["a"])
    threads.start_in_turn(work.job("b"), 2)  # never begins: another takes its turn
    last = threads.start_in_turn(work.job("c"), 3)
    assert work.begun == ["a"]
    assert threads.current is last
    work.allowed["a"].set()
    qtbot.waitUntil(lambda: work.begun == ["a", "c"])
    assert work.ended == ["a"]


def test_one_that_waits_for_its_turn_counts_as_running(threads, work, qtbot):
    first = threads.start_in_turn(work.job("a"), 1)
    qtbot.waitUntil(lambda: work.begun == ["a"])
    threads.start_in_turn(work.job("b"), 2)
    work.allowed["a"].set()
    first.wait()  # it has ended, and nobody has heard of it yet
    assert work.begun == ["a"]
    assert threads.running


def test_stopping_does_not_wait_and_closing_does(threads, work, qtbot):
    threads.start(work.job("a"), 1)
    qtbot.waitUntil(lambda: work.begun == ["a"])
    threads.stop()
    assert threads.current is None
    assert threads.running
    assert work.ended == []
    work.allowed["a"].set()
    threads.close()
    assert work.ended == ["a"]
    assert not threads.running
    threads.close()


def test_a_job_and_its_thread_are_released_without_any_event_loop(threads):
    """A caller that processes events by itself would else keep all runs: Qt deletes later only in a loop."""
    kept, gone = [], []

    def job(_control):
        work = object.__new__(Work)
        kept.append(weakref.ref(work))
        yield from iter_with(work)

    def iter_with(_work):
        yield from ()

    for number in range(5):
        runner = threads.start(job, number)
        runner.destroyed.connect(lambda: gone.append(True))
        assert runner.wait(300_000)
        del runner
        threads.stop()
    assert [each() for each in kept] == [None] * 5
    assert len(gone) == 5
    assert threads.children() == []
