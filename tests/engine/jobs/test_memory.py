"""Runs that are started, trained and dropped leave nothing behind: neither memory of torch nor objects of Python."""

import ctypes
import gc
import sys
from contextlib import closing
from itertools import count, pairwise

import pytest

from playground import load
from playground.engine.events.control import Control
from playground.engine.events.run import Scalars
from playground.engine.jobs.training_job import TrainingJob
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.runtime.torchscript import SOURCES
from playground.engine.training.session import Session
from playground.paths import asset
from playground.spec.base import Choice

ROUNDS, CYCLES = 3, 8
BYTES = 4_000
"""Growth of a cycle that is allowed; a leak of 5 KB is more."""
BLOCKS = 20
"""The same in blocks of Python's allocator."""


class _Mallinfo2(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    ]  # fmt: skip


def in_use():
    """Bytes that are allocated by C and C++, and blocks that are allocated by Python."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = _Mallinfo2
    gc.collect()
    found = mallinfo2()
    return found.uordblks + found.hblkhd, sys.getallocatedblocks()


def assert_nothing_stays(cycle, warm_up=6):
    """Whether memory in use stays the same; a leak grows with every cycle, a table of the process only in some."""
    numbers = count()
    for _ in range(warm_up):
        cycle(next(numbers))
    readings = [in_use()]
    for _ in range(ROUNDS):
        for _ in range(CYCLES):
            cycle(next(numbers))
        readings.append(in_use())
    grown, blocks = (
        min(after - before for before, after in pairwise(each)) / CYCLES
        for each in zip(*readings, strict=True)
    )
    assert grown < BYTES, f"{grown:,.0f} bytes stay after each cycle"
    assert blocks < BLOCKS, f"{blocks:,.0f} blocks stay after each cycle"


pytestmark = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallinfo2"),
    reason="The C library does not tell how much memory is in use.",
)


@pytest.fixture
def digits_cnn():
    project = load(asset("examples") / "digits-cnn.descent")
    return project.with_(
        data=project.data.with_(validation=0.9), training=project.training.with_(device="cpu")
    )


def trained(project, steps=12):
    with closing(Session(project)) as session:
        session.train(steps)
        session.evaluate()


@pytest.mark.parametrize("name", ["spiral", "noisy_net", "digits_cnn"])
def test_sessions(name, request):
    project = request.getfixturevalue(name)
    assert_nothing_stays(lambda _: trained(project))


def test_sessions_with_other_seeds_and_rates(spiral, changed):
    def cycle(number):
        project = changed(spiral, seed=number, optimizer=("adam", {"learning_rate": 0.001 * (number + 1)}))
        trained(project)

    assert_nothing_stays(cycle)


def test_sessions_whose_steps_are_compiled_again(spiral, changed, monkeypatch):
    """Each batch size has a source of its own; the oldest ones are released with everything they hold."""
    monkeypatch.setattr(SOURCES, "most_bytes", 3_000_000)
    assert_nothing_stays(lambda number: trained(changed(spiral, batch_size=20 + number)), warm_up=12)
    assert SOURCES.bytes <= 3_000_000


def test_sessions_that_step_in_python(spiral, changed):
    assert_nothing_stays(
        lambda _: trained(changed(spiral, optimizer=("lbfgs", {"learning_rate": 0.1})), steps=3)
    )


def test_lanes_in_lockstep(spiral):
    lanes = {
        kind: spiral.training.with_(optimizer=Choice(kind=kind, params={"learning_rate": 0.01}))
        for kind in ("sgd", "adam")
    }
    assert_nothing_stays(lambda _: LockstepTrainer(spiral, lanes).train(20))


@pytest.mark.parametrize("name", ["spiral", "digits_cnn"])
def test_jobs(name, request):
    project = request.getfixturevalue(name)

    def cycle(number):
        control = Control()
        control.play()
        for event in TrainingJob(project, number, control):
            if isinstance(event, Scalars):
                control.stop()

    assert_nothing_stays(cycle)


def test_a_leak_of_five_kilobytes_is_noticed():
    kept = []
    with pytest.raises(AssertionError, match="bytes stay after each cycle"):
        assert_nothing_stays(lambda _: kept.append(bytearray(5 * 1024)))
    with pytest.raises(AssertionError, match="blocks stay after each cycle"):
        assert_nothing_stays(lambda number: kept.extend({number: str(each)} for each in range(20)))
