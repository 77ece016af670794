"""The README's tables of rooms name every folder, and every folder says what lives in it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ROOT / "playground"
LISTED = re.findall(r"^\| `([a-z_/]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
FOLDERS = sorted(path.parent for path in CODE.rglob("__init__.py"))
LEAST_WORDS = 5
"""Words of a docstring that is more than a stub."""


def test_every_room_in_the_tables_exists():
    assert len(set(LISTED)) == len(LISTED)
    assert [room for room in LISTED if not ((CODE / room).is_dir() or (CODE / f"{room}.py").is_file())] == []


@pytest.mark.parametrize(
    "parent", ["", "build", "catalog", "engine", "ui", "ui/plots", "ui/runs", "ui/window"]
)
def test_every_folder_is_in_the_tables(parent):
    rooms = {path.parent.relative_to(CODE).as_posix() for path in (CODE / parent).glob("*/__init__.py")}
    assert rooms - set(LISTED) == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_every_folder_says_what_lives_there(folder):
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert docstring is not None
    assert len(docstring.split()) >= LEAST_WORDS
