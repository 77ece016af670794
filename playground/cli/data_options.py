"""What commands do with data that cannot be used as they are, and what they say about it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playground.cli.output import say

if TYPE_CHECKING:
    from playground.spec.project import Project

LEAVE_OUT = "leave out"
CHOICES = ("broken", "incomplete")
"""Parameters of data sets that say what becomes of pictures that cannot be read, and of rows with gaps."""


def without_unusable(project: Project) -> Project:
    """Return the project with a data set that leaves out what of its files cannot be used.

    Raises:
        ValueError: When its data set has no such choice.
        UnknownEntry: When the catalog has no such data set.
    """
    from playground.catalog.kinds import DATASETS  # noqa: PLC0415

    dataset = project.data.dataset
    fields = type(DATASETS.of(dataset)).model_fields
    chosen = {name: LEAVE_OUT for name in CHOICES if name in fields}
    if not chosen:
        raise ValueError(
            "--leave-out needs a table or folders of pictures; this data set has nothing to leave out."
        )
    return project.with_(data=project.data.with_(dataset=dataset.with_params(**chosen)))


@contextmanager
def reading_bar() -> Iterator[None]:
    """Show on a terminal how much of the data is read, where that takes longer than a moment."""
    from tqdm import tqdm  # noqa: PLC0415

    from playground.catalog.kinds.progress import watching  # noqa: PLC0415

    with tqdm(total=100, unit="%", desc="reading", file=sys.stderr, leave=False, disable=None) as bar:

        def show(share: float) -> None:
            bar.update(round(100 * share) - bar.n)

        with watching(show):
            yield


def left_out_of(project: Project) -> str:
    """Return what of the files is not used, empty for nothing; call it when the data were read."""
    from playground.catalog.kinds import DATASETS  # noqa: PLC0415

    return DATASETS.of(project.data.dataset).info().left_out


def say_left_out(options: argparse.Namespace, project: Project) -> None:
    """Say what of the files is not used, if anything is; call it when the data were read."""
    if left_out := left_out_of(project):
        say(options, f"Left out of the data: {left_out}.")
