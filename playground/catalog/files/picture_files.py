"""The picture files of a folder: which are samples, of which class, and which are left out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from playground.catalog.files.picture import SUFFIXES, read_image
from playground.catalog.kinds import DataProblem, still_wanted
from playground.catalog.kinds.progress import progress

TRAINING = frozenset({"train", "training"})
VALIDATION = frozenset({"val", "valid", "validation", "dev"})
TEST = frozenset({"test", "testing"})
"""Names of folders that hold a part of the data each, in any case."""
NO_CLASSES = frozenset({"__macosx", "__pycache__", "@eadir", "$recycle.bin", "lost+found"})
"""Folders that systems leave behind, in lower case; names that begin with a point are skipped as well."""
NO_SAMPLES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
"""Files likewise."""
TINY = (1, 1, 1)


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder.

    Attributes:
        classes: Names of the classes, in order.
        files: Files with the number of their class; those of the validation part are last.
        held: Size of the validation part that the folder itself brings; None where it brings none.
        left_out: What is in the folder but not among the files, in words; empty for nothing.
    """

    classes: tuple[str, ...]
    files: tuple[tuple[Path, int], ...]
    held: int | None = None
    left_out: tuple[str, ...] = ()


def stamp_of_folders(root: Path) -> str:
    """Changes when files come or go; empty where there is no such folder."""
    if not root.is_dir():
        return ""
    folders = [root, *_folders(root)]
    for part in _parts(folders[1:]).values():
        folders += _folders(part)
    return " ".join(str(folder.stat().st_mtime_ns) for folder in folders)


@lru_cache(maxsize=4)
def listing(root: Path, _stamp: str) -> Listing:
    """Find the pictures in the folders of the classes, or in such folders for training and validation.

    Raises:
        DataProblem: When the folders are not as they should be.
    """
    try:
        folders = _folders(root)
        parts = _parts(folders)
        if not parts:
            return _classes(root, folders)
        return _split(parts)
    except OSError as error:
        raise DataProblem(f"{root} cannot be read: {error.strerror or error}.") from None


@lru_cache(maxsize=4)
def without_broken(root: Path, stamp: str) -> Listing:
    """The same without pictures that cannot be read; opens all of them."""
    found = listing(root, stamp)
    kept: list[tuple[Path, int]] = []
    broken: list[str] = []
    held = found.held
    for place, (path, label) in enumerate(found.files):
        progress(place / len(found.files))
        try:
            read_image(path, TINY)
            kept.append((path, label))
        except DataProblem:
            broken.append(f"{path.parent.name}/{path.name}")
            if held is not None and place >= len(found.files) - (found.held or 0):
                held -= 1
    if not broken:
        return found
    missing = set(range(len(found.classes))) - {label for _, label in kept}
    if missing:
        raise DataProblem(
            f"The folder {found.classes[min(missing)]} in {root} holds no picture that can be read."
        )
    words = (
        f"{broken[0]} cannot be read"
        if len(broken) == 1
        else f"{len(broken):,} that cannot be read ({broken[0]}, …)"
    )
    return Listing(found.classes, tuple(kept), held, (*found.left_out, words))


def _folders(root: Path) -> list[Path]:
    with os.scandir(root) as entries:
        names = [entry.name for entry in entries if not entry.name.startswith(".") and _is_folder(entry)]
    return [root / name for name in sorted(names) if name.lower() not in NO_CLASSES]


def _parts(folders: list[Path]) -> dict[str, Path]:
    """The folders for training, validation and test, where there are such and no classes beside them."""
    found: dict[str, Path] = {}
    for folder in folders:
        for part, names in (("train", TRAINING), ("validation", VALIDATION), ("test", TEST)):
            if folder.name.lower() in names:
                found[part] = folder
    whole = len(found) == len(folders) and "train" in found and len(found) > 1
    return found if whole and all(len(_folders(folder)) for folder in found.values()) else {}


def _split(parts: dict[str, Path]) -> Listing:
    """Training and validation from their folders; a test part beside both is set aside."""
    validation = parts.get("validation") or parts["test"]
    train = _classes(parts["train"], _folders(parts["train"]))
    held = _classes(validation, _folders(validation), least=1)
    strange = next((name for name in held.classes if name not in train.classes), None)
    if strange is not None:
        raise DataProblem(f"The folder {strange} in {validation} has no counterpart in {parts['train']}.")
    numbers = [train.classes.index(name) for name in held.classes]
    files = (*train.files, *((path, numbers[label]) for path, label in held.files))
    left_out = [*train.left_out, *held.left_out]
    if "validation" in parts and "test" in parts:
        test = _classes(parts["test"], _folders(parts["test"]), least=1)
        left_out.append(f"{len(test.files):,} in the folder {parts['test'].name}")
    return Listing(train.classes, files, len(held.files), tuple(left_out))


def _classes(root: Path, folders: list[Path], least: int = 2) -> Listing:
    """A class from each folder."""
    if len(folders) < least:
        raise DataProblem(
            f"{root} holds {'one folder' if folders else 'no folders'}, but each class needs a folder of its own."
        )
    files: list[tuple[Path, int]] = []
    others = 0
    for label, folder in enumerate(folders):
        found, strange = _pictures_in(folder)
        others += strange
        if not found:
            raise DataProblem(f"The folder {folder.name} in {root} holds no pictures.")
        files += [(path, label) for path in found]
    words = (f"{others:,} file{'s' * (others > 1)} of other kinds in {root.name}",) if others else ()
    return Listing(tuple(folder.name for folder in folders), tuple(files), left_out=words)


def _pictures_in(folder: Path) -> tuple[list[Path], int]:
    """Pictures in order, and how many other files there are; pipes and devices are not opened."""
    found: list[str] = []
    others = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            still_wanted()
            name = entry.name.lower()
            if name.startswith(".") or name in NO_SAMPLES or _is_folder(entry):
                continue
            if _is_file(entry) and os.path.splitext(name)[1] in SUFFIXES:  # noqa: PTH122 - fast
                found.append(entry.name)
            else:
                others += 1
    return [folder / name for name in sorted(found)], others


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one; no for a link that leads nowhere or in a circle."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a regular file, or a link to one; no for a link that leads nowhere or in a circle."""
    try:
        return entry.is_file()
    except OSError:
        return False
