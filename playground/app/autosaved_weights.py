"""Files of the weights that are saved during training, so that a crash loses little."""

from contextlib import suppress
from pathlib import Path

NOW, LAST = "run.weights", "last-run.weights"


def start_file(folder: Path) -> Path:
    """Return the file for weights from now on; what an earlier start kept becomes that of the last run."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / NOW).is_file():
            (folder / NOW).replace(folder / LAST)
    return folder / NOW


def last_run_file(folder: Path) -> Path | None:
    """Return the weights that the run before this start of the program kept, if any."""
    path = folder / LAST
    return path if path.is_file() else None
