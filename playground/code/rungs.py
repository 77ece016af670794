"""The rungs, from plain arrays to a module with everything around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.build.report import Report
from playground.code.by_hand import write_by_hand
from playground.code.keras.script import write_keras
from playground.code.script import Script
from playground.code.subject import Subject, subject
from playground.code.trained import write_by_module, write_by_optimizer, write_by_sequential
from playground.extras import EXTRAS, missing
from playground.spec.project import Project


@dataclass(frozen=True)
class Rung:
    """One way to write a project.

    Attributes:
        key: As it is typed on the command line.
        title: As it is shown.
        summary: What is special about it, in one line.
        write: Writes the script for a data file of this name.
    """

    key: str
    title: str
    summary: str
    write: Callable[[Subject, str], Script]


RUNGS: tuple[Rung, ...] = (
    Rung(
        "numpy",
        "numpy",
        "Arrays and a backward pass by hand.",
        lambda subject, data: write_by_hand(subject, data, "np", autograd=False),
    ),
    Rung(
        "tensors",
        "Tensors",
        "Tensors of torch and a backward pass by hand.",
        lambda subject, data: write_by_hand(subject, data, "torch", autograd=False),
    ),
    Rung(
        "autograd",
        "Autograd",
        "Tensors, and autograd for the backward pass.",
        lambda subject, data: write_by_hand(subject, data, "torch", autograd=True),
    ),
    Rung("sequential", "nn.Sequential", "Layers of nn, updated by hand.", write_by_sequential),
    Rung("optim", "torch.optim", "Layers of nn and an optimizer.", write_by_optimizer),
    Rung("module", "nn.Module", "A class, and everything from data to evaluation.", write_by_module),
    Rung("keras", "Keras 3", "Layers of Keras, compiled and fitted.", write_keras),
)


def rung(key: str) -> Rung:
    """The rung of this key; KeyError when there is none."""
    return {each.key: each for each in RUNGS}[key]


def write_script(project: Project, key: str, data: str, report: Report | None = None) -> Script:
    """Write a project on a rung.

    Args:
        project: The project.
        key: Of the rung.
        data: Name of the data file that will lie beside the script.
        report: The analysis of the project, where there is one.

    Raises:
        AboveRung: When something in the project cannot be written on this rung.
    """
    return rung(key).write(subject(project, report), data)


def needed_for(key: str) -> str:
    """What is not installed here and the scripts of a rung need, as a further sentence; empty for nothing."""
    words = missing(key) if key in EXTRAS else ""
    return f" {words}" if words else ""
