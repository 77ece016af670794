"""Colours of the quantities of a step, the same for arrows, squares and formulas."""

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
"""Groups of the palette whose colours differ clearly and are readable as text."""


def role_color(theme: Theme, role: Role) -> str:
    """Return the colour of a role, readable as text."""
    if role in _GROUPS:
        return theme.groups[_GROUPS[role]]
    return theme.text


def quantity_colors(theme: Theme, step: ExplainedStep) -> dict[str, str]:
    """Return colours by name of the quantity; plain numbers have none."""
    return {
        line.term.name: role_color(theme, line.term.role) for line in step.lines if line.term.role != "number"
    }


def arrow_lines(step: ExplainedStep) -> dict[str, Line]:
    """Return the quantities drawn as arrows, by name; of one computed twice, the later value."""
    drawn = {"gradient", "velocity", "direction", "step"}
    return {line.term.name: line for line in step.lines if line.term.role in drawn and line.value.size == 2}


def square_lines(step: ExplainedStep) -> list[Line]:
    """Return the quantities drawn as squares."""
    return [line for line in step.lines if line.term.role == "squares"]
