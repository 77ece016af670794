"""What a sweep tries: a project, its axes, and the settings that they make together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from playground.records.sweep import settings_key
from playground.spec.base import Value
from playground.spec.project import Project
from playground.sweep.axis import Axis, axis_of
from playground.sweep.setting import Setting
from playground.sweep.settings import apply, find_setting, is_choice, setting_of

MOST_POINTS = 100_000
"""Settings of one grid."""


@dataclass(frozen=True)
class Space:
    """A project and the axes along which its settings change."""

    project: Project
    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        """Points of the grid, before those that are equal are left out."""
        return prod(len(axis.values) for axis in self.axes)

    def grid(self) -> Iterator[dict[str, Value]]:
        """Yield the settings of all points of the grid, each once; the last axis changes first.

        Raises:
            ValueError: When there are too many points.
        """
        if self.size > MOST_POINTS:
            raise ValueError(
                f"The grid has {self.size:,} points, more than {MOST_POINTS:,}: use fewer values, or --trials."
            )
        known = set[str]()
        for values in product(*(axis.values for axis in self.axes)):
            settings = self.applicable(dict(zip((axis.name for axis in self.axes), values, strict=True)))
            if settings_key(settings) not in known:
                known.add(settings_key(settings))
                yield settings

    def applicable(self, settings: Mapping[str, Value]) -> dict[str, Value]:
        """Return the settings without those that the entries chosen among them do not have, e.g. SGD a momentum."""
        chosen = apply(self.project, {name: value for name, value in settings.items() if is_choice(name)})
        return {
            name: value
            for name, value in settings.items()
            if is_choice(name) or find_setting(chosen, name) is not None
        }


def space_of(project: Project, texts: Mapping[str, str]) -> Space:
    """Return the space of a project and of axes as they are typed, by the names of settings.

    Raises:
        ValueError: When a name is unknown or a value is not possible; one sentence.
    """
    if not texts:
        raise ValueError("Name what is swept, for example --grid learning_rate=1e-4..1.")
    choices = [axis_of(setting_of(project, name), text) for name, text in texts.items() if is_choice(name)]
    projects = _chosen_projects(project, choices)
    axes = {axis.name: axis for axis in choices}
    for name, text in texts.items():
        if name not in axes:
            axes[name] = _checked_axis(project, projects, name, text)
    return Space(project, tuple(axes[name] for name in texts))


def _chosen_projects(project: Project, choices: Sequence[Axis]) -> list[Project]:
    """Return the project with each value of each choice, and as it is where it is one of them."""
    changed = [apply(project, {axis.name: value}) for axis in choices for value in axis.values]
    return changed or [project]


def _checked_axis(project: Project, projects: Sequence[Project], name: str, text: str) -> Axis:
    """Read an axis whose ends are possible wherever the setting exists."""
    found: list[tuple[Project, Setting]] = []
    for each in projects:
        setting = find_setting(each, name)
        if setting is not None:
            found.append((each, setting))
    if not found:
        found = [(project, setting_of(project, name))]
    axis = axis_of(found[0][1], text)
    for each, setting in found:
        for value in (axis.values[0], axis.values[-1]) if axis.span is not None else axis.values:
            try:
                setting.put(each, value)
            except ValueError as problem:
                raise ValueError(f"{name}={value}: {problem}") from None
    return axis
