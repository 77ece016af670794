"""Looking from a value of an ONNX file back to what computes it."""

from __future__ import annotations

from collections.abc import Mapping

from playground.build.onnx_in.source import Array, Operation, Source

OWN = "descent."
"""Prefix of operators that stand for several."""


class Finder:
    """Looks from a value back to what computes it."""

    def __init__(self, source: Source) -> None:
        self.constants: Mapping[str, Array] = source.constants
        self.by_output = {name: operation for operation in source.operations for name in operation.outputs}

    def maker(self, value: str, *kinds: str) -> Operation | None:
        """The operation that computes a value, if it is of one of these kinds."""
        found = self.by_output.get(value)
        return found if found is not None and found.kind in kinds else None

    def number(self, value: str) -> float | None:
        """A constant that is one number."""
        array = self.constants.get(value)
        return float(array.ravel()[0]) if array is not None and array.size == 1 else None

    def split(self, operation: Operation) -> tuple[str, float] | None:
        """The other input of an operation with one number, and that number."""
        for place, value in enumerate(operation.inputs[:2]):
            number = self.number(value)
            if number is not None:
                return operation.inputs[1 - place], number
        return None

    def factors(self, value: str) -> tuple[list[str], float]:
        """A product as values and one number."""
        values, scale, waiting = [], 1.0, [value]
        while waiting:
            here = waiting.pop()
            number = self.number(here)
            product, quotient = self.maker(here, "Mul"), self.maker(here, "Div")
            if number is not None:
                scale *= number
            elif product is not None:
                waiting += product.inputs
            elif quotient is not None and (divisor := self.number(quotient.inputs[1])):
                waiting.append(quotient.inputs[0])
                scale /= divisor
            else:
                values.append(here)
        return values, scale
