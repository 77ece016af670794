"""The first lines of a script: what it is, its imports and its data file."""

from __future__ import annotations

from collections.abc import Collection

from playground.code.script import Page, as_literal, as_words
from playground.code.subject import Subject

ORDER = 1
"""Purpose of the random numbers that shuffle samples, see ``engine.runtime.rng``."""


def write_opening(
    page: Page, subject: Subject, data: str, how: str, used: Collection[str], *, prepares: bool = False
) -> None:
    """Write docstring, imports and the line that opens the data file.

    Args:
        page: Where to write.
        subject: The project.
        data: Name of the data file.
        how: What the script is written with.
        used: Modules that it imports: ``math``, ``np``, ``torch`` and ``nn``.
        prepares: Whether it does the preprocessing.
    """
    name = as_words(subject.project.name) or "A network"
    page.write(f'"""{name}, trained with {how}.')
    page.write()
    done = "split" if prepares else "split and preprocessed"
    page.write(
        f"Run it beside {as_words(data)}, which holds the data as {done} by Descent, and the initial weights."
    )
    for note in notes(subject):
        page.write(note)
    page.write('"""\n')
    if "math" in used:
        page.write("import math")
    page.write("from pathlib import Path\n\nimport numpy as np")
    if "torch" in used:
        page.write("import torch")
    if "nn" in used:
        page.write("from torch import nn")
    page.section("Data")
    page.write(f"data = np.load(Path(__file__).with_name({as_literal(data)}))")


def notes(subject: Subject) -> list[str]:
    """Sentences about what the program does beside the steps of training, and the script leaves out."""
    training = subject.training
    found = []
    if training.patience:
        found.append("It does not stop early.")
    if training.average or subject.optimizer.shown:
        found.append("It evaluates the weights themselves, not an average of them.")
    return found


def order_seed(subject: Subject) -> int:
    """Seed of the generator that shuffles the samples in each epoch."""
    return subject.training.seed * 1_000_003 + 7_919 * ORDER
