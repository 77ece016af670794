"""Files of named tensors and numbers under a header, in the safetensors format: no code."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from playground.engine.training.state import Values
from playground.spec.destinations import write_file
from playground.spec.json_text import JsonProblem, read_json
from playground.spec.paths import FileProblem, readable_file, shown_name


@dataclass(frozen=True)
class TensorFile:
    """A kind of such files.

    Attributes:
        format: Its name in the header.
        version: The newest that is known.
        title: What messages call it.
        contents: What messages call the tensors.
    """

    format: str
    version: int
    title: str
    contents: str

    def save(self, path: str | os.PathLike[str], values: Values, header: Mapping[str, object]) -> None:
        """Write a file, which is replaced as a whole or left as it was.

        Raises:
            FileProblem: When it cannot be written.
        """
        # That of ``safetensors.torch`` makes types of ctypes for every new size, which are never released.
        from safetensors.numpy import save as serialize  # noqa: PLC0415 - imported when needed

        arrays = {
            name: value.detach().cpu().contiguous().numpy()
            for name, value in values.items()
            if isinstance(value, Tensor)
        }
        numbers = {name: value for name, value in values.items() if not isinstance(value, Tensor)}
        about = {"format": self.format, "version": self.version, **header, "numbers": numbers}
        write_file(path, serialize(arrays, {"descent": json.dumps(about, allow_nan=False)}))

    def load(self, path: str | os.PathLike[str]) -> tuple[Values, dict[str, Any]]:
        """Read tensors and numbers by name, and the header.

        Raises:
            FileProblem: When it cannot be read, is no such file, is from a newer version, or is damaged.
        """
        from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - imported when needed

        file = readable_file(path)
        name = shown_name(file)
        try:
            with safe_open(file, "pt") as content:
                about = (content.metadata() or {}).get("descent")
                tensors = {key: content.get_tensor(key) for key in content.keys()}  # noqa: SIM118 - no mapping
        except SafetensorError:
            raise FileProblem(f"{name}: this is not a {self.title}, or it is incomplete.") from None
        except OSError as error:
            raise FileProblem(f"{name}: cannot be read: {error.strerror or error}.") from None
        if about is None:
            raise FileProblem(f"{name}: these {self.contents} were not saved by Descent.")
        header = self._header(about, name)
        return {**tensors, **header["numbers"]}, header

    def _header(self, text: str, name: str) -> dict[str, Any]:
        broken = FileProblem(f"{name}: the header of this {self.title} is damaged.")
        try:
            about = read_json(text)
        except JsonProblem:
            raise broken from None
        if not isinstance(about, dict) or about.get("format") != self.format:
            raise broken
        if about.get("version") != self.version:
            raise FileProblem(f"{name}: was saved by a newer version of Descent.")
        numbers = about.get("numbers")
        if not isinstance(numbers, dict) or not isinstance(about.get("project"), str):
            raise broken
        if not all(isinstance(value, int | float) and math.isfinite(value) for value in numbers.values()):
            raise broken
        return about
