"""Optimizers that torch lacks, as classes in the script: the entry's own rule between a few lines for the state."""

from __future__ import annotations

from playground.catalog.kinds import Optimizer, literal
from playground.catalog.kinds.optimizer import Start
from playground.code.script import AboveRung

_CLASS = '''

class {name}(torch.optim.Optimizer):
    """{formula}"""

    def __init__(self, parameters, lr, {arguments}):
        super().__init__(parameters, dict(lr=lr, {passed}))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, {settings} = (group[name] for name in ("lr", {quoted}))
            for theta in group["params"]:
                if theta.grad is None:
                    continue
                grad, state = theta.grad, self.state[theta]
                if not state:
{begin}
{local}
{rule}
'''
_BEGIN: dict[Start, str] = {
    "zeros": "torch.zeros_like(theta)",
    "theta": "theta.clone()",
    "number": "torch.zeros((), dtype=torch.float64)",
    "count": "torch.zeros(())",
}


def has_class(entry: Optimizer) -> bool:
    """Whether an optimizer's rule moves every parameter on its own, and is written in plain functions of torch."""
    needs = entry.needs
    return bool(entry.script) and not needs.layers and not needs.one_rate and "_fused" not in entry.script


def without_code(entry: Optimizer) -> str:
    """Why no script has an optimizer."""
    if entry.needs.matrices:
        return f"{entry.title} needs a second optimizer beside it, which scripts leave out."
    return f"{entry.title} is not part of torch.optim, and its rule is too long for a script."


def own_optimizer(entry: Optimizer) -> tuple[str, str]:
    """The class of an optimizer and its constructor with ``{parameters}`` and ``{rate}``.

    Raises:
        AboveRung: When its rule is not one that moves every parameter on its own.
    """
    if not has_class(entry):
        raise AboveRung(without_code(entry))
    name = type(entry).__name__
    settings = {name: getattr(entry, name) for name in type(entry).model_fields if name != "learning_rate"}
    local = [f'{state} = state["{state}"]' for state in entry.state]
    words = {
        "name": name,
        "formula": entry.formula,
        "arguments": ", ".join(settings),
        "passed": ", ".join(f"{name}={name}" for name in settings),
        "settings": ", ".join(settings),
        "quoted": ", ".join(f'"{name}"' for name in settings),
        "begin": "\n".join(
            f'                    state["{state}"] = {_BEGIN[start]}' for state, start in entry.state.items()
        ),
        "local": "\n".join(f"                {line}" for line in local),
        "rule": "\n".join(f"                {line}" for line in entry.script.strip().splitlines()),
    }
    values = ", ".join(f"{name}={literal(value)}" for name, value in settings.items())
    return _CLASS.format(**words), f"{name}({{parameters}}, lr={{rate}}, {values})"
