"""The settings of a project by plain names: ``learning_rate``, ``batch_size``, ``linear-1.units``, ``optimizer``.

A name without a point is searched in this order: training, the choices themselves (``optimizer``, ``loss``,
``schedule``, ``dataset``, ``transform``), then the parameters of what is chosen. A point names the owner:
``schedule.gamma``, or a node by its id or title, within blocks as ``block-1/linear-1.units``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from playground.catalog.kinds import DATASETS, LOSSES, OPTIMIZERS, SCHEDULES, TRANSFORMS, Registry
from playground.spec.base import Value
from playground.spec.project import Project
from playground.sweep.node_settings import NODE_CHOICES, find_node, node_settings, settings_of_node
from playground.sweep.setting import Setting, choice_setting, chosen, field_settings

CHOICES: Mapping[str, tuple[str, Registry[Any]]] = {
    "optimizer": ("training", OPTIMIZERS),
    "loss": ("training", LOSSES),
    "schedule": ("training", SCHEDULES),
    "dataset": ("data", DATASETS),
    "transform": ("data", TRANSFORMS),
}
"""Choices of entries by name: the part of the project that holds them, and what can be chosen."""
_NOT_SWEPT = {"seed", "device", "typed_weights"}


def apply(project: Project, settings: Mapping[str, Value]) -> Project:
    """Return a project with these settings; choices are made before their parameters.

    An entry chosen in place of another one has its defaults.

    Raises:
        ValueError: When the project lacks a setting, or one refuses its value; one sentence.
    """
    for name in sorted(settings, key=lambda name: not is_choice(name)):
        project = setting_of(project, name).put(project, settings[name])
    return project


def is_choice(name: str) -> bool:
    """Return whether a setting is a choice of an entry that has parameters of its own."""
    return name in CHOICES or name.rpartition(".")[2] in NODE_CHOICES


def setting_of(project: Project, name: str) -> Setting:
    """Return a setting by its name.

    Raises:
        ValueError: When the project has none of that name; one sentence with similar names.
    """
    found = find_setting(project, name)
    if found is not None:
        return found
    if name.rpartition(".")[2] == "seed":
        raise ValueError("Seeds are repetitions, not a setting: use --seeds.")
    from difflib import get_close_matches  # noqa: PLC0415 - for the message alone

    near = get_close_matches(name, [setting.name for setting in all_settings(project)], 3, 0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(f"The project has no setting “{name[:80]}”.{hint}")


def find_setting(project: Project, name: str) -> Setting | None:
    """Return a setting by its name, or None."""
    owner, _, field = name.rpartition(".")
    if owner and owner not in (*CHOICES, "training", "data"):
        node = find_node(project.graph, owner)
        return None if node is None else next(settings_of_node(owner, node, field), None)
    for setting in _plain(project, field, owner):
        return setting
    return None


def all_settings(project: Project) -> Iterator[Setting]:
    """Yield all settings that can be swept, the most usual ones first."""
    known = set[str]()
    for setting in _plain(project):
        if setting.name not in known:
            known.add(setting.name)
            yield setting
    yield from node_settings(project.graph)


# --- training, data and what is chosen there ----------------------------------------------------------


def _plain(project: Project, field: str = "", owner: str = "") -> Iterator[Setting]:
    """Yield settings outside the network; all, or those of a name."""

    def wanted(name: str, of: str) -> bool:
        return field in {"", name} and owner in {"", of}

    for part in ("training", "data"):
        for name, info in type(getattr(project, part)).model_fields.items():
            if wanted(name, part) and name not in {*_NOT_SWEPT, *CHOICES}:
                yield from field_settings(
                    name, info, getattr(getattr(project, part), name), _put_field(part, name)
                )
    for name, (part, registry) in CHOICES.items():
        if wanted(name, part):
            keys = tuple(entry.key for entry in registry)
            value = getattr(getattr(project, part), name).kind
            yield choice_setting(name, value, keys, _put_choice(part, name, registry))
    for choice, (part, registry) in CHOICES.items():
        entry = registry.of(getattr(getattr(project, part), choice))
        for name, info in type(entry).model_fields.items():
            if wanted(name, choice) and name not in _NOT_SWEPT:
                yield from field_settings(
                    name, info, getattr(entry, name), _put_param(part, choice, name, registry)
                )


def _put_field(part: str, name: str) -> Callable[[Project, Value], Project]:
    def put(project: Project, value: Value) -> Project:
        return project.with_(**{part: getattr(project, part).with_(**{name: value})})

    return put


def _put_choice(part: str, name: str, registry: Registry[Any]) -> Callable[[Project, Value], Project]:
    def put(project: Project, value: Value) -> Project:
        held = getattr(project, part)
        return project.with_(**{part: held.with_(**{name: chosen(getattr(held, name), value, registry)})})

    return put


def _put_param(
    part: str, choice: str, name: str, registry: Registry[Any]
) -> Callable[[Project, Value], Project]:
    def put(project: Project, value: Value) -> Project:
        held = getattr(project, part)
        changed = getattr(held, choice).with_params(**{name: value})
        registry.of(changed)
        return project.with_(**{part: held.with_(**{choice: changed})})

    return put
