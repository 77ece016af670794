"""Files of records: arrays in the safetensors format under a header in JSON; plain numbers and words, no code."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray
from pydantic import TypeAdapter, ValidationError

from playground.arrays import Array
from playground.spec.destinations import write_file
from playground.spec.json_text import JsonProblem, read_json
from playground.spec.paths import FileProblem, readable_file, shown_name

ENDING = ".record"
FORMAT, VERSION = "descent record", 1

Header = TypeVar("Header")


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def header_text(header: object) -> str:
    """A header, a frozen dataclass of plain values, as JSON."""
    return json.dumps(_worded(_adapter(type(header)).dump_python(header, mode="json")), allow_nan=False)


def _worded(value: Any) -> Any:
    """Write numbers that are not finite as texts, which are read as numbers again; JSON has no such numbers."""
    if isinstance(value, dict):
        return {key: _worded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_worded(each) for each in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def equal_parts(one: tuple[object, Mapping[str, Array]], other: tuple[object, Mapping[str, Array]]) -> bool:
    """Whether two records have the same header and the same arrays, NaN equal to NaN."""
    (head, arrays), (other_head, other_arrays) = one, other
    return (
        header_text(head) == header_text(other_head)
        and arrays.keys() == other_arrays.keys()
        and all(
            array.dtype == other_arrays[name].dtype
            and np.array_equal(array, other_arrays[name], equal_nan=array.dtype.kind == "f")
            for name, array in arrays.items()
        )
    )


def write(path: str | os.PathLike[str], kind: str, header: object, arrays: Mapping[str, Array]) -> None:
    """Write a record; afterwards the file is whole and new, or as it was before.

    Args:
        path: Of the file.
        kind: Of the record.
        header: A frozen dataclass of plain values.
        arrays: By name.

    Raises:
        FileProblem: When it cannot be written.
    """
    write_file(path, content(kind, header, arrays))


def content(kind: str, header: object, arrays: Mapping[str, Array]) -> bytes:
    """Content of the file of a record; see ``write``."""
    from safetensors.numpy import save  # noqa: PLC0415 - only who saves waits for it

    about = {"format": FORMAT, "version": VERSION, "kind": kind}
    metadata = {"descent": json.dumps(about), "header": header_text(header)}
    made: bytes = save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata)
    return made


class Content:
    """What a file holds; every request that it cannot meet raises a ``FileProblem`` that names the place."""

    def __init__(self, path: str | os.PathLike[str], kind: str) -> None:
        """Read a file.

        Raises:
            FileProblem: When it cannot be read, is no record of this kind, or was written by a newer Descent.
        """
        from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - only who loads waits for it

        file = readable_file(path)
        self._name = shown_name(file)
        try:
            with safe_open(file, "np") as content:
                self._metadata: dict[str, str] = content.metadata() or {}
                self._arrays = {name: content.get_tensor(name) for name in content.keys()}  # noqa: SIM118 - no mapping
        except SafetensorError:
            raise self.problem("this is not a record, or it was cut short") from None
        except OSError as error:
            raise self.problem(f"cannot be read: {error.strerror or error}") from None
        self._check(kind)

    def problem(self, words: str) -> FileProblem:
        """A problem of this file."""
        return FileProblem(f"{self._name}: {words}.")

    def _check(self, kind: str) -> None:
        try:
            about = read_json(self._metadata["descent"])
            found = about["format"], about["kind"], about["version"]
        except (KeyError, TypeError, JsonProblem):
            raise self.problem("this file was not saved as a record by Descent") from None
        if found[0] != FORMAT or found[1] != kind:
            raise self.problem(f"this is not the record of a {kind}")
        if found[2] != VERSION:
            raise self.problem("was written by a newer Descent")

    def header(self, kind: type[Header]) -> Header:
        """The header."""
        try:
            header: Header = _adapter(kind).validate_json(self._metadata.get("header", ""))
        except ValidationError as error:
            first = error.errors()[0]
            place = " → ".join(str(part) for part in first["loc"])
            words = f"“{place}”: {first['msg'][:1].lower()}{first['msg'][1:]}" if place else "it is not JSON"
            raise self.problem(f"the header is damaged: {words}") from None
        return header

    def array(self, name: str, dtype: DTypeLike, *shape: int | None) -> Array:
        """An array of this type and shape; None stands for any length."""
        found = self._arrays.get(name)
        if found is None:
            raise self.problem(f"“{name}” is missing")
        fits = found.ndim == len(shape) and all(
            want is None or have == want for have, want in zip(found.shape, shape, strict=True)
        )
        if found.dtype != np.dtype(dtype) or not fits:
            raise self.problem(f"“{name}” has an unexpected type or shape")
        array: Array = found
        return array

    def steps(self, name: str) -> NDArray[np.int64]:
        """Ascending numbers of steps."""
        steps = self.array(name, np.int64, None)
        if len(steps) and (steps[0] < 0 or (np.diff(steps) <= 0).any()):
            raise self.problem(f"the steps of “{name}” do not ascend")
        return steps
