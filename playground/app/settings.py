"""Settings kept between starts: theme, window, recent files; a small JSON file, written atomically."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from playground.app.first_look import data_folder, settings_file
from playground.spec.base import Frozen
from playground.spec.destinations import write_file
from playground.spec.paths import FileProblem


class PaperChoice(Frozen):
    """What was last on paper in the view Backpropagation.

    Attributes:
        source: Key of a ready-made expression, ``own`` or ``network``.
        text: An expression of one's own; empty for a ready-made one.
        values: Names of variables with their values as typed.
        unwanted: Variables whose derivatives are not asked for.
    """

    source: str = Field("lecture", max_length=40)
    text: str = Field("", max_length=2_000)
    values: tuple[tuple[str, str], ...] = ()
    unwanted: tuple[str, ...] = ()


class Settings(Frozen):
    """The remembered choices.

    Attributes:
        theme: ``light``, ``dark``, or ``system`` to follow the desktop.
        geometry: Of the window, base64 of Qt's own format; empty for the default.
        layout: Of the docks, likewise.
        folder: Where files were last opened or saved; empty for the home folder.
        recent: Paths of the files opened last, newest first.
        minimap: Whether the canvas shows its overview.
        start_page: Whether the start page is shown when the program starts without a file.
        speed: Key of the training speed. By default training is slow enough to be watched.
        auto_restart: Whether an edit restarts a small network that is in training, which then trains on.
        paper: What was last on paper in the view Backpropagation.
    """

    theme: Literal["light", "dark", "system"] = "system"
    geometry: str = ""
    layout: str = ""
    folder: str = ""
    recent: tuple[str, ...] = ()
    minimap: bool = True
    start_page: bool = True
    speed: str = Field("1000", max_length=20)
    auto_restart: bool = True
    paper: PaperChoice = PaperChoice()


def load_settings(path: Path | None = None) -> Settings:
    """Return the remembered settings; what is missing, broken or of another version has its default."""
    try:
        found = json.loads((path or settings_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    known = (
        {name: found[name] for name in Settings.model_fields if name in found}
        if isinstance(found, dict)
        else {}
    )
    try:
        return Settings.model_validate(known)
    except ValidationError as error:
        broken = {problem["loc"][0] for problem in error.errors()}
        return Settings.model_validate({name: value for name, value in known.items() if name not in broken})


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Save settings; failures are silent, since nothing important is lost."""
    file = path or settings_file()
    with suppress(OSError, FileProblem):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, json.dumps(settings.model_dump(mode="json"), indent=2).encode())


class Memory:
    """The settings of a running program; every change is written at once.

    Args:
        path: Of the file; None for the usual place.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._settings = load_settings(path)

    @property
    def settings(self) -> Settings:
        """The choices as they are now."""
        return self._settings

    @property
    def folder(self) -> Path:
        """The folder of the file, where the program keeps other things between starts too."""
        return (self._path or settings_file()).parent

    @property
    def data(self) -> Path:
        """The folder for unsaved work, backups and runs: beside the settings where their file was given."""
        return data_folder() if self._path is None else self._path.parent

    def remember(self, **changes: object) -> None:
        """Change some of the settings and save them."""
        after = self._settings.with_(**changes)
        if after != self._settings:
            self._settings = after
            save_settings(after, self._path)
