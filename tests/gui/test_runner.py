"""The thread beside the window's, while it reads."""

import threading

from playground.catalog.kinds import still_wanted
from playground.ui.runner import Runner


def test_a_thread_that_reads_ends_when_it_is_told_to_and_tells_no_failure(qtbot):
    begun, never = threading.Event(), threading.Event()

    def job(_control):
        begun.set()
        while not never.wait(0.001):
            still_wanted()
        yield

    runner = Runner(job, 1)
    runner.start()
    assert begun.wait(10)
    runner.control.stop()
    qtbot.waitUntil(runner.isFinished)
    assert list(runner.mailbox.take()) == []
