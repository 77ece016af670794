"""What the splash needs of the settings, read without the modules that the rest of them takes."""

import json
from pathlib import Path

import platformdirs

THEMES = ("light", "dark", "system")


def settings_file() -> Path:
    """Return where the settings are on this system."""
    return platformdirs.user_config_path("descent", appauthor=False) / "settings.json"


def data_folder() -> Path:
    """Return where unsaved work, backups and runs are on this system."""
    return platformdirs.user_data_path("descent", appauthor=False)


def remembered_theme(path: Path | None = None) -> str:
    """Return the remembered choice of theme; ``system`` where there is none.

    Args:
        path: Of the file; None for the usual place.
    """
    try:
        found = json.loads((path or settings_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return "system"
    theme = found.get("theme") if isinstance(found, dict) else None
    return theme if theme in THEMES else "system"
