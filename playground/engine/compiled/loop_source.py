"""TorchScript of loops over steps: a recorded gradient, an optimizer's update, and what is kept of each step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from playground.engine.compiled.recording import Recording

TRAINING = {
    "all_x": "Tensor",
    "all_y": "Tensor",
    "chosen": "List[Tensor]",
    "p": "List[Tensor]",
    "b": "List[Tensor]",
    "c": "List[List[Tensor]]",
    "d": "List[Tensor]",
    "t": "List[List[List[List[Tensor]]]]",
    "n": "List[List[List[float]]]",
    "rates": "List[List[float]]",
    "averages": "List[List[Tensor]]",
    "decays": "List[float]",
    "begins": "List[int]",
    "step": "int",
    "stride": "int",
}
"""Arguments of a training loop. Each lane has an item of its own in those from ``t`` to ``begins``."""
PREPARE = """\
    losses = torch.zeros({shape}, dtype=t[0][0][0][0].dtype, device=t[0][0][0][0].device)
    kept: List[List[Tensor]] = []"""
PREPARE_LANE = """\
    t_{lane}, n_{lane}, rates_{lane} = t[{lane}], n[{lane}], rates[{lane}]
    average_{lane}, decay_{lane}, begin_{lane} = averages[{lane}], decays[{lane}], begins[{lane}]"""
GATHER = """\
        x = all_x.index_select(0, chosen[i])
        y = all_y.index_select(0, chosen[i])
        size = x.size(0)"""
GATHER_STACKED = """\
        groups, size = chosen[i].size(0), chosen[i].size(1)
        x = all_x.index_select(0, chosen[i].flatten()).unflatten(0, [groups, size])
        y = all_y.index_select(0, chosen[i].flatten()).unflatten(0, [groups, size])"""
UPDATE = "        update_{text}(t_{lane}, n_{lane}, rates_{lane}[i])"
COUNT = """\
        losses[i].copy_(loss)
        step += 1"""
AVERAGE = """\
        if len(average_{lane}) > 0:
            average_{lane}[0].lerp_(t_{lane}[0][0][0], 1.0 - decay_{lane} if step > begin_{lane} else 1.0)"""
ROW = """\
        if stride > 0 and step % stride == 0:
            row: List[Tensor] = []"""
KEEP = """\
            if len(average_{lane}) > 0:
                row.append(average_{lane}[0].clone())
            else:
                row.append(shown_{text}(t_{lane}, n_{lane}))"""
_DEFINED = re.compile(r"^def (\w+)\(", re.MULTILINE)


def gradient_function(
    name: str, recording: Recording, arguments: Sequence[str] = ("x", "y", "p", "b", "c", "d")
) -> str:
    """Write a recorded step as a function that fills the gradients ``d`` and returns the loss, if one was recorded.

    Args:
        name: Name of the function.
        recording: The step.
        arguments: What it takes, of: inputs ``x``, targets ``y``, parameters ``p``, buffers ``b``, constants ``c``
            and gradients ``d``.
    """
    filled = (
        f"d[{i}].copy_({gradient})" if gradient else f"d[{i}].zero_()"
        for i, gradient in enumerate(recording.gradients)
    )
    typed = ", ".join(f"{each}: {'Tensor' if each in 'xy' else 'List[Tensor]'}" for each in arguments)
    returned = [f"return {recording.loss}"] if recording.loss else []
    head = f"def {name}({typed}){' -> Tensor' if returned else ''}:\n"
    return head + "".join(f"    {line}\n" for line in (*recording.lines, *filled, *returned))


def loop(
    arguments: Mapping[str, str],
    returns: str,
    *,
    prepare: str,
    body: Iterable[str],
    finish: str = "",
    result: str,
    count: str = "len(rates)",
) -> str:
    """Write ``run``, a loop over the steps ``i``.

    Args:
        arguments: Types by name.
        returns: Type of the result.
        prepare: Lines before the loop.
        body: Lines of one step: fill the gradient, update, keep what is wanted.
        finish: Lines after the loop.
        result: Expression to return.
        count: Expression of the number of steps.
    """
    typed = ", ".join(f"{name}: {kind}" for name, kind in arguments.items())
    lines = [
        f"def run({typed}) -> {returns}:",
        *prepare.splitlines(),
        f"    for i in range({count}):",
        *(line for part in body for line in part.splitlines()),
        *finish.splitlines(),
        f"    return {result}",
    ]
    return "\n".join(lines) + "\n"


def training_source(recordings: Mapping[int, Recording], scripts: Sequence[str], *, stacked: bool) -> str:
    """Write training steps of some lanes, see ``StepLoop``.

    Args:
        recordings: Gradients by size of the batch.
        scripts: Source of each lane's ``update`` and ``shown``, see ``Script``.
        stacked: Whether tensors have a dimension in front for the lanes.
    """
    losses = [gradient_function(f"loss_{k}", each) for k, each in enumerate(recordings.values())]
    texts = list(dict.fromkeys(scripts))
    lanes = [{"lane": lane, "text": texts.index(script)} for lane, script in enumerate(scripts)]

    def each(line: str) -> list[str]:
        return [line.format(**names) for names in lanes]

    shape = "[len(chosen), len(t)]" if stacked else "[len(chosen)]"
    run = loop(
        TRAINING,
        "Tuple[Tensor, List[List[Tensor]]]",
        prepare="\n".join([PREPARE.format(shape=shape), *each(PREPARE_LANE)]),
        count="len(chosen)",
        body=[
            GATHER_STACKED if stacked else GATHER,
            *_by_size(recordings),
            *each(UPDATE),
            COUNT,
            *each(AVERAGE),
            ROW,
            *each(KEEP),
            "            kept.append(row)",
        ],
        result="losses, kept",
    )
    return "\n".join([*losses, *(_numbered(text, number) for number, text in enumerate(texts)), run])


def _by_size(sizes: Iterable[int]) -> list[str]:
    """Lines that compute the loss by the function recorded for the batch's size."""
    calls = [f"loss = loss_{k}(x, y, p, b, c[{k}], d)" for k, _ in enumerate(sizes)]
    if len(calls) == 1:
        return [f"        {calls[0]}"]
    lines = []
    for k, size in enumerate(sizes):
        word = "else:" if k == len(calls) - 1 else f"{'el' if k else ''}if size == {size}:"
        lines += [f"        {word}", f"            {calls[k]}"]
    return lines


def _numbered(source: str, number: int) -> str:
    """Give the functions of a script names of their own."""
    names = "|".join(_DEFINED.findall(source))
    return re.sub(rf"(?<![\w.])({names})\(", rf"\1_{number}(", source)
