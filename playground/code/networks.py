"""A network in a script: as ``nn.Sequential``, or as a subclass of ``nn.Module``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from playground.catalog.kinds import ModuleCode
from playground.code.script import AboveRung, Page, Weights
from playground.code.subject import Part, Subject


@dataclass(frozen=True)
class Owner:
    """A module of the script that has settings of its own in training.

    Attributes:
        part: The layer.
        modules: Expressions of its modules, e.g. ``model[2]``.
    """

    part: Part
    modules: tuple[str, ...]


def write_definitions(page: Page, subject: Subject) -> None:
    """Write classes that torch lacks, each once."""
    codes = (code for part in subject.parts for code in (part.code, part.activation_code) if code.modules)
    for define in dict.fromkeys(code.define for code in codes if code.define):
        page.define(define)


def write_sequential(page: Page, subject: Subject) -> list[Owner]:
    """Write the network as ``nn.Sequential``.

    Raises:
        AboveRung: When its layers do not follow one another.
    """
    if not subject.is_chain:
        raise AboveRung("The network branches, which nn.Sequential cannot; the rung nn.Module has it.")
    page.section("Network")
    page.write("model = nn.Sequential(")
    owners, index = [], 0
    for part in subject.parts:
        begin, first = index, True
        for code, activation in ((part.code, False), (part.activation_code, True)):
            if code.modules:
                page.weights.append(
                    Weights(part.node, activation, None, f"{index + code.owner}.", code.computed)
                )
            for module in code.modules:
                note = f"  # {part.comment}" if first else ""
                page.write(f"{module},{note}", part.node, 4)
                index, first = index + 1, False
        owners.append(Owner(part, tuple(f"model[{place}]" for place in range(begin, index))))
    page.write(")")
    return owners


def write_module(page: Page, subject: Subject) -> list[Owner]:
    """Write the network as a subclass of ``nn.Module``."""
    names = _attributes(subject)
    page.define("class Network(nn.Module):\n    def __init__(self):\n        super().__init__()")
    page.lines = page.lines[:-2]
    owners = []
    for part in subject.parts:
        modules = []
        for code, activation in ((part.code, False), (part.activation_code, True)):
            name = names.get((part.node, activation))
            if name is None:
                continue
            note = "" if activation else f"  # {part.comment}"
            page.write(f"self.{name} = {code.modules[code.owner]}{note}", part.node, 8)
            page.weights.append(Weights(part.node, activation, None, f"{name}.", code.computed))
            modules.append(f"model.{name}")
        owners.append(Owner(part, tuple(modules)))
    page.write("\n    def forward(self, x):")
    _write_forward(page, subject, names)
    page.write("\n")
    page.write("model = Network()")
    return owners


def write_weights(page: Page) -> None:
    """Load the initial weights from the data file."""
    page.write(
        'arrays = {name: torch.from_numpy(data[name]) for name in data.files if name.startswith("model.")}'
    )
    page.write(
        'model.load_state_dict({name.removeprefix("model."): array for name, array in arrays.items()})'
    )


def _needs_module(code: ModuleCode) -> bool:
    return bool(code.modules) and (not code.inline or "{m}" in code.inline)


def _attributes(subject: Subject) -> dict[tuple[str, bool], str]:
    """Attributes of the modules, e.g. ``linear_2``, by node and whether they are activations."""
    kinds = {}
    for part in subject.parts:
        if _needs_module(part.code):
            kinds[part.node, False] = part.layer.key
        if part.activation is not None and _needs_module(part.activation_code):
            kinds[part.node, True] = part.activation.key
    totals, seen, names = Counter(kinds.values()), Counter[str](), {}
    for place, kind in kinds.items():
        seen[kind] += 1
        names[place] = f"{kind}_{seen[kind]}" if totals[kind] > 1 else kind
    return names


def _write_forward(page: Page, subject: Subject, names: dict[tuple[str, bool], str]) -> None:
    """One line for each layer; a value is called ``x`` unless it is needed again later."""
    values = _values(subject)
    for part in subject.parts:
        inputs = [values[node] for node in part.inputs] or ["x"]
        written = _applied(part.code, inputs, names.get((part.node, False)))
        written = _applied(part.activation_code, [written], names.get((part.node, True)))
        if written != values[part.node]:
            page.write(f"{values[part.node]} = {written}", part.node, 8)
    page.write(f"return {values[subject.parts[-1].node]}", indent=8)


def _applied(code: ModuleCode, inputs: list[str], name: str | None) -> str:
    module = f"self.{name}"
    if code.inline:
        return code.inline.format(*inputs, x=inputs[0], m=module)
    return f"{module}({', '.join(inputs)})" if name else inputs[0]


def _values(subject: Subject) -> dict[str, str]:
    """The variable of each node's output: ``x`` where the next node alone takes it."""
    users: dict[str, list[int]] = {part.node: [] for part in subject.parts}
    for place, part in enumerate(subject.parts):
        for node in part.inputs:
            users[node].append(place)
    values: dict[str, str] = {}
    number = 0
    for place, part in enumerate(subject.parts):
        if users[part.node] in ([place + 1], []):
            values[part.node] = "x"
        else:
            number += 1
            values[part.node] = f"x{number}"
    return values
