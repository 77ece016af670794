"""Where files of well-known data sets are sought."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import platformdirs

from playground.catalog.kinds import DataProblem


def usual_places(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Folders of these names in the usual places; the one named by ``DESCENT_DATA`` comes first."""
    home = Path.home()
    data = os.environ.get("DESCENT_DATA")
    roots = [*([Path(data)] if data else []), platformdirs.user_data_path("descent", appauthor=False)]
    roots += [home / "data", home / "datasets", Path("/usr/share/datasets")]
    return tuple(root / name for root in roots for name in names)


def state_of(folders: Callable[[], Iterable[Path]]) -> str:
    """Changes when a file comes into one of these folders, or goes; empty where they cannot exist."""
    states = []
    try:
        found = list(folders())
    except DataProblem:
        return ""
    for folder in found:
        try:
            states.append(f"{folder} {folder.stat().st_mtime_ns}")
        except OSError:
            continue
    return "\n".join(states)
