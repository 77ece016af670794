"""Colours of the quantities of a step: the same in the picture, in the squares and in the formulas."""

from collections.abc import Mapping

from playground.catalog.kinds import Role
from playground.engine.race.surface.explained_step import ExplainedStep, Line
from playground.ui.style.theme import Theme

_GROUPS: Mapping[Role, str] = {
    "gradient": "Activations",
    "velocity": "Dense",
    "squares": "Normalization",
    "direction": "Convolution",
}
"""Groups of the palette whose colours can be told apart and read as text."""


def ink(theme: Theme, role: Role) -> str:
    """The colour of a role, readable as text."""
    if role in _GROUPS:
        return theme.groups[_GROUPS[role]]
    return theme.text


def inks(theme: Theme, step: ExplainedStep) -> dict[str, str]:
    """Colours by the names of quantities; numbers have none of their own."""
    return {line.term.name: ink(theme, line.term.role) for line in step.lines if line.term.role != "number"}


def arrows(step: ExplainedStep) -> dict[str, Line]:
    """The quantities that are drawn as arrows, by name: of those computed twice the later one."""
    drawn = {"gradient", "velocity", "direction", "step"}
    return {line.term.name: line for line in step.lines if line.term.role in drawn and line.value.size == 2}


def squares(step: ExplainedStep) -> list[Line]:
    """The quantities that are drawn as squares."""
    return [line for line in step.lines if line.term.role == "squares"]
