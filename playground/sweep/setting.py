"""A number or choice of a project, as it is swept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from playground.catalog.kinds import Registry
from playground.spec.base import Choice, Value
from playground.spec.project import Project

Kind = Literal["number", "whole", "choice", "switch"]


@dataclass(frozen=True)
class Setting:
    """A number or choice of a project.

    Attributes:
        name: As it is typed, ``linear-1.units``.
        title: As forms show it.
        kind: What its values are.
        value: In the project; None for nothing chosen.
        choices: Possible values of a choice.
        low: Least value of a number, None for no bound.
        high: Greatest value.
        log: Whether a logarithmic scale is usual.
        put: Returns a project with another value.
    """

    name: str
    title: str
    kind: Kind
    value: Value | None
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    log: bool
    put: Callable[[Project, Value], Project]


def chosen(before: Choice | None, value: Value, registry: Registry[Any]) -> Choice:
    """Return an entry as a choice: as it was where it is the same entry, else with its defaults."""
    registry.entry(str(value))
    return before if before is not None and before.kind == value else Choice(kind=str(value))


def choice_setting(
    name: str, value: str, keys: tuple[str, ...], put: Callable[[Project, Value], Project]
) -> Setting:
    """Return a choice among entries as a setting."""
    return Setting(name, name.replace("_", " "), "choice", value, keys, None, None, log=False, put=put)


def field_settings(
    name: str, info: FieldInfo, value: Any, put: Callable[[Project, Value], Project]
) -> Iterator[Setting]:
    """Yield a field of a model as a setting; nothing for texts and parts that are models of their own."""
    types = [each for each in get_args(info.annotation) if each is not type(None)] or [info.annotation]
    kind: Kind
    choices: tuple[str, ...] = ()
    if get_origin(info.annotation) is Literal and all(isinstance(each, str) for each in types):
        kind, choices = "choice", tuple(str(each) for each in types)
    elif types == [bool]:
        kind = "switch"
    elif types in ([int], [float]):
        kind = "whole" if types == [int] else "number"
    else:
        return
    extra = info.json_schema_extra
    log = isinstance(extra, dict) and bool(extra.get("log"))
    held = value if isinstance(value, bool | int | float | str) else None
    title = info.title or name.rpartition(".")[2].replace("_", " ")
    owner = name.rpartition(".")[0]
    low, high = _bound(info, "ge", "gt"), _bound(info, "le", "lt")
    yield Setting(name, f"{owner}: {title}" if owner else title, kind, held, choices, low, high, log, put)


def _bound(info: FieldInfo, *names: str) -> float | None:
    for constraint in info.metadata:
        for name in names:
            bound = getattr(constraint, name, None)
            if bound is not None:
                return float(bound)
    return None
