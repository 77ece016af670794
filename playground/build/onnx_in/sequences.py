"""Recurrent layers."""

from __future__ import annotations

import numpy as np

from playground.build.onnx_in.board import Board, Carried, NotInCatalog, Pending
from playground.build.onnx_in.dense import Rule
from playground.build.onnx_in.source import Array, Operation

GATES = {"RNN": (0,), "GRU": (1, 0, 2), "LSTM": (0, 2, 3, 1)}
"""Places of torch's gates among ONNX's: r z n from z r h, and i f g o from i o f c."""
USUAL = {
    "RNN": ["Tanh"],
    "GRU": ["Sigmoid", "Tanh"],
    "LSTM": ["Sigmoid", "Tanh", "Tanh"],
}


def recurrent(kind: str) -> Rule:
    """A recurrent layer of one direction, whose state begins with zeros."""

    def rule(board: Board, operation: Operation) -> Carried:
        x, settings = board.wire(operation), operation.attributes
        if x.axes != ((0, 1, 2) if settings.get("layout", 0) else (1, 0, 2)) or len(x.shape) != 2:
            raise NotInCatalog("its input is not a sequence with the steps first")
        functions = [_text(name) for name in settings.get("activations", USUAL[kind])]
        before = settings.get("linear_before_reset", 0)
        if settings.get("direction", "forward") != "forward" or functions != USUAL[kind]:
            raise NotInCatalog("it is not a plain one of one direction")
        if kind == "GRU" and not before:
            raise NotInCatalog("its reset gate comes before the product")
        if settings.get("layout", 0) or any(_begins(board, operation, place) for place in (5, 6)):
            raise NotInCatalog("its state does not begin with zeros, or its samples come first")
        weight, back = board.weights(operation, 1)[0], board.weights(operation, 2)[0]
        units = back.shape[-1]
        given = board.known(operation, 3)
        bias = np.zeros(2 * len(weight), np.float32) if given is None else given[0]
        halves = {"weight_ih_l0": weight, "weight_hh_l0": back}
        halves |= {"bias_ih_l0": bias[: len(weight)], "bias_hh_l0": bias[len(weight) :]}
        arrays = {name: _gates(values, GATES[kind]) for name, values in halves.items()}
        params = {"units": units}
        for place, name in enumerate(operation.outputs[1:], 1):
            if name and place == 1:
                board.values[name] = Pending(kind.lower(), params, arrays, x, last=True)
        return Pending(kind.lower(), params, arrays, x)

    return rule


def _begins(board: Board, operation: Operation, place: int) -> bool:
    found = board.get(operation, place)
    return found is not None and not (isinstance(found, np.ndarray) and not np.any(found))


def _text(value: object) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)


def _gates(values: Array, order: tuple[int, ...]) -> Array:
    parts = np.split(values, len(order))
    return np.concatenate([parts[place] for place in order])
