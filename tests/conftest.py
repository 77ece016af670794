"""An offscreen display, empty settings, one thread of torch per worker: set before Qt and torch are imported."""

import ctypes
import gc
import logging
import os
import signal
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTEST_QT_API"] = "pyside6"
# Workers beside each other would fight for the cores; tests about threads choose their number themselves.
os.environ.setdefault("OMP_NUM_THREADS", "1")

_home = tempfile.TemporaryDirectory(prefix="descent-tests-")
for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    folder = Path(_home.name, name)
    folder.mkdir()
    os.environ[name] = str(folder)

# Where modules are compiled neither ahead nor to their own folders, each process that a test starts would compile
# all of torch: they share what they compile.
if sys.dont_write_bytecode and not Path(pytest.__spec__.cached).is_file():
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(_home.name, "bytecode"))


def pytest_collection(session):
    """Load the tests from the other end in every second worker.

    What nobody has compiled before, as torch on a new machine, each of them would otherwise compile at the same time.
    """
    if int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 2 == 0:
        return
    tests = sorted(Path(__file__).parent.rglob("test_*.py"), reverse=True)
    names = [".".join(path.relative_to(session.config.rootpath).with_suffix("").parts) for path in tests]
    for name in ("sklearn.datasets", *names):
        with suppress(Exception):  # said of each test when it is collected
            import_module(name)


LONGEST = ("tests/code/", "tests/simulated/", "tests/e2e/")


def pytest_collection_modifyitems(items):
    """Begin with the longest tests, so that no worker is alone with one of them at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish():
    """What all tests share is not looked through again and again for what can go.

    Nor does pytest, several times in each test, hang its handlers on forty loggers of torch that end in themselves.
    """
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.name.startswith("torch"):
            logger.propagate = True
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp(qapp):
    """pytest-qt's, with our collection of garbage: one that begins by itself may stop a test for ever."""
    from playground.ui.window.program.garbage import Garbage  # noqa: PLC0415 - most tests need no window

    Garbage(qapp)
    return qapp


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown():
    """Few tests run an event loop, in which it would be collected."""
    if not gc.isenabled():
        from playground.ui.window.program.garbage import collect_due  # noqa: PLC0415

        collect_due()


def pytest_unconfigure():
    """The temporary home goes with the last test."""
    _home.cleanup()


# The same examples in every run: a test that fails here fails for everybody.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


BYTES_PER_CYCLE = 4_000
"""Growth of a cycle that is allowed; a leak of 5 KB is more."""
BLOCKS_PER_CYCLE = 20
"""The same in blocks of Python's allocator."""


class Mallinfo2(ctypes.Structure):
    """What glibc tells of its heap."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    ]  # fmt: skip


def memory_in_use():
    """Bytes allocated by C and C++ (0 where the C library does not tell), and blocks allocated by Python."""
    gc.collect()
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        return 0, sys.getallocatedblocks()
    library.mallinfo2.restype = Mallinfo2
    found = library.mallinfo2()
    return found.uordblks + found.hblkhd, sys.getallocatedblocks()


def live_objects():
    """How many objects there are of each type of the program, Qt or torch."""
    kinds = Counter(map(type, gc.get_objects()))
    ours = {"playground", "PySide6", "torch"}
    return Counter({kind: n for kind, n in kinds.items() if kind.__module__.split(".")[0] in ours})


def assert_nothing_stays(cycle, *, warm_up=6, rounds=5, cycles=8, rest=lambda: None):
    """Whether memory in use and objects stay the same over one of several rounds.

    A leak grows in each of them; a table of the process only in some. ``cycle`` gets its number; ``rest`` waits until
    everything that a cycle began has ended.
    """
    numbers = count()
    # What was there before is not searched for garbage again with every reading.
    gc.collect()
    gc.freeze()

    def read():
        rest()
        return *memory_in_use(), live_objects()

    def repeat(times):
        for _ in range(times):
            cycle(next(numbers))

    repeat(warm_up)
    before = read()
    for _ in range(rounds):
        repeat(cycles)
        after = read()
        problem = stayed(before, after, cycles)
        before = after
        if not problem:
            return
    pytest.fail(problem)


def stayed(before, after, cycles):
    """What stays after each cycle between two readings, in words; empty for nothing."""
    grown, more = ((now - then) / cycles for now, then in zip(after[:2], before[:2], strict=True))
    if grown >= BYTES_PER_CYCLE:
        return f"{grown:,.0f} bytes stay after each cycle"
    if more >= BLOCKS_PER_CYCLE:
        return f"{more:,.0f} blocks stay after each cycle"
    kept = [kind.__qualname__ for kind, number in after[2].items() if number - before[2][kind] >= cycles]
    return f"objects stay after each cycle: {', '.join(sorted(kept))}" if kept else ""


@pytest.fixture
def interruptible():
    """Ctrl C as Python takes it, also where a shell has told its children to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def nothing_stays():
    """``assert_nothing_stays``."""
    return assert_nothing_stays
