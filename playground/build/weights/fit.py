"""Which arrays of a file fit which weights of a network: by name, else by shape in the order of computation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from playground.build.network import Network, Step
from playground.build.weights.published import names_of, published_names

COUNTERS = ("num_batches_tracked",)
"""Buffers of torch that the program does not keep."""

ROLES = frozenset({"weight", "bias", "running_mean", "running_var"})
"""Names of arrays in torch's usual modules."""

NAMED = 3
"""Names that a sentence lists."""


@dataclass(frozen=True)
class Place:
    """A weight or running statistic of a network.

    Attributes:
        node: Id of its node.
        name: Of the parameter or buffer in the module; one of an activation begins with ``activation.``.
        names: How files may call it.
        tensor: Where its values are.
    """

    node: str
    name: str
    names: tuple[str, ...]
    tensor: Tensor

    @property
    def path(self) -> str:
        """Path of its node, without numbers of repeats."""
        return "/".join(self.node.split("/")[::2])


@dataclass(frozen=True)
class Fit:
    """What of a file fits.

    Attributes:
        by_name: Places and the arrays of that name and shape.
        by_shape: Places and arrays that follow one another in the same order with the same shapes.
        missing: Places without an array.
        other_shapes: Places whose array of that name has another shape, with both shapes.
        unused: Names of the arrays that are left over.
    """

    by_name: tuple[tuple[Place, str], ...]
    by_shape: tuple[tuple[Place, str], ...]
    missing: tuple[Place, ...]
    other_shapes: tuple[tuple[Place, tuple[int, ...], tuple[int, ...]], ...]
    unused: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every weight has an array."""
        return not self.missing

    @property
    def pairs(self) -> tuple[tuple[Place, str], ...]:
        """All that fit."""
        return (*self.by_name, *self.by_shape)

    def without(self, paths: Collection[str]) -> Fit:
        """Return the fit without layers of these paths, whose weights are drawn."""
        if not paths:
            return self
        dropped = [pair for pair in self.pairs if pair[0].path in paths]
        places = [place for place, _ in dropped]
        return replace(
            self,
            by_name=tuple(pair for pair in self.by_name if pair not in dropped),
            by_shape=tuple(pair for pair in self.by_shape if pair not in dropped),
            missing=(*self.missing, *places),
            other_shapes=tuple(each for each in self.other_shapes if each[0].path not in paths),
            unused=(*self.unused, *(name for _, name in dropped)),
        )

    def summary(self) -> str:
        """What fitted and what is drawn, in one sentence."""
        total, how = len(self.pairs) + len(self.missing), "by name" if self.by_name else "by shape"
        count = f"all {total}" if self.complete else f"{len(self.pairs)} of {total}"
        drawn = f"; {_listed([place.names[0] for place in self.missing])} drawn" if self.missing else ""
        unused = f"; {_listed(self.unused)} of the file not used" if self.unused else ""
        return f"Begins with the weights of the file: {count} arrays fit {how}{drawn}{unused}."

    def sentence(self) -> str:
        """What does not fit, in one sentence."""
        total = len(self.pairs) + len(self.missing)
        for place, ours, theirs in self.other_shapes:
            return f"{place.names[0]} has the shape {_shape(theirs)} in the file and {_shape(ours)} in the network."
        return f"{len(self.missing)} of {total} arrays are missing, first {self.missing[0].names[0]}."


def places(network: Network) -> list[Place]:
    """Return everything that a file may fill, in the order of computation."""
    owners = list(_owners(network.steps))
    totals, seen = Counter(kind for _, _, kind, _ in owners), Counter[str]()
    found = []
    for step, prefix, kind, module in owners:
        seen[kind] += 1
        attribute = f"{kind}_{seen[kind]}" if totals[kind] > 1 else kind
        for name, tensor in (*module.named_parameters(), *module.named_buffers()):
            if name.rsplit(".", 1)[-1] in COUNTERS or (not prefix and name in step.layer.computed):
                continue
            inner = f"{prefix}{name}"
            names = (f"{attribute}.{name}", f"{step.node}.{inner}", f"{step.node}/{inner}")
            found.append(Place(step.node, inner, names, tensor))
    return found


def _owners(steps: Sequence[Step]) -> list[tuple[Step, str, str, torch.nn.Module]]:
    """Modules by their place, with the kind that a script names them by."""
    owners = []
    for step in steps:
        owners.append((step, "", step.layer.key, step.module))
        if step.activation is not None and step.activation_module is not None:
            owners.append((step, "activation.", step.activation.key, step.activation_module))
    return owners


def _also_published(found: Sequence[Place], arrays: Mapping[str, Tensor], key: str) -> list[Place]:
    """Add the names that a published file has for its layers."""
    modules = names_of(key) if key else published_names({place.node for place in found}, arrays)
    return [
        replace(place, names=(*place.names, f"{modules[place.node]}.{place.name}"))
        if place.node in modules
        else place
        for place in found
    ]


def fit(network: Network, arrays: Mapping[str, Tensor], published: str = "") -> Fit:
    """Find what of a file fits a network; nothing is changed.

    Args:
        network: What is filled.
        arrays: Of the file.
        published: Key of the ready network whose published weights these are, of which the network may have a part;
            by default that is seen by the names.
    """
    named, missing, other, taken = [], [], [], set[str]()
    shaped: list[tuple[Place, str]] = []
    rest = []
    for place in _also_published(places(network), arrays, published):
        name = next((name for name in place.names if name in arrays and name not in taken), None)
        if name is None:
            rest.append(place)
            continue
        taken.add(name)
        ours, theirs = tuple(place.tensor.shape), tuple(arrays[name].shape)
        if ours == theirs:
            named.append((place, name))
        else:
            other.append((place, ours, theirs))
            missing.append(place)
    left = [name for name in sorted(arrays, key=_natural) if name not in taken and not _is_counter(name)]
    if named or other:  # the file speaks the network's names, so a missing one is missing
        missing += rest
    else:
        shaped, absent = _by_shape(rest, left, arrays)
        missing += absent
        left = [name for name in left if name not in {name for _, name in shaped}]
    return Fit(tuple(named), tuple(shaped), tuple(missing), tuple(other), tuple(left))


def _by_shape(
    rest: Sequence[Place], left: Sequence[str], arrays: Mapping[str, Tensor]
) -> tuple[list[tuple[Place, str]], list[Place]]:
    """Pair places and arrays of equal shapes, the first with the first; a bias never fits a weight."""
    waiting: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for name in left:
        waiting.setdefault((_role(name), tuple(arrays[name].shape)), []).append(name)
    pairs, absent = [], []
    for place in rest:
        shape = tuple(place.tensor.shape)
        names = waiting.get((_role(place.name), shape)) or waiting.get(("", shape))
        if names:
            pairs.append((place, names.pop(0)))
        else:
            absent.append(place)
    return pairs, absent


def put(found: Fit, arrays: Mapping[str, Tensor]) -> None:
    """Copy what fits into the network."""
    with torch.no_grad():
        for place, name in found.pairs:
            place.tensor.copy_(arrays[name])


def _role(name: str) -> str:
    """What an array is in its module, where its name says so by torch's words."""
    last = name.rsplit(".", 1)[-1]
    return last if last in ROLES else ""


def _is_counter(name: str) -> bool:
    return name.rsplit(".", 1)[-1] in COUNTERS


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort ``layer10`` after ``layer9``, and a bias after the weight."""
    parts = re.split(r"(\d+)", name.replace("bias", "~bias"))
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many there are more."""
    words = ", ".join(names[:NAMED])
    return f"{words} and {len(names) - NAMED} more" if len(names) > NAMED else words


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "a single number"
