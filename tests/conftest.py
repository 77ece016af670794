"""An offscreen display, empty settings, one thread of torch per worker: set before Qt and torch are imported."""

import gc
import os
import tempfile
from pathlib import Path

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


def pytest_collection_finish():
    """What all tests share is not looked through again and again for what can go."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    """The temporary home goes with the last test."""
    _home.cleanup()


# The same examples in every run: a test that fails here fails for everybody.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
