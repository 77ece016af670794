"""Reading a state_dict from a file, without running anything that is in it."""

from __future__ import annotations

import os
from collections.abc import Mapping

import torch
from torch import Tensor

from playground.build.onnx_in.network import read_network
from playground.build.onnx_in.source import ENDING
from playground.spec.paths import FileProblem, readable_file, shown_name

PICKLED = (".pt", ".pth", ".bin")
"""Endings of files that torch wrote; they are read with ``weights_only=True``, which runs no code."""
WRAPPERS = ("state_dict", "model_state_dict", "model")
"""Keys under which training scripts keep the state_dict among other things."""


def read_arrays(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """Read arrays by name, in the order of the file, on the CPU; those of an ONNX file by the layers they become.

    Raises:
        FileProblem: When the file cannot be read, is damaged, would run code, or holds no arrays; one sentence.
    """
    file = readable_file(path)
    name, ending = shown_name(file), file.suffix.lower()
    if ending == ENDING:
        return {key: torch.from_numpy(array.copy()) for key, array in read_network(file).arrays.items()}
    found = _pickled(os.fspath(file), name) if ending in PICKLED else _plain(os.fspath(file), name)
    arrays = {key: value.detach() for key, value in found.items() if _is_array(key, value)}
    if not arrays:
        raise FileProblem(f"{name}: holds no named arrays.")
    return _without_prefix(arrays, "module.")


def _is_array(key: object, value: object) -> bool:
    return (
        isinstance(key, str) and isinstance(value, Tensor) and not value.is_sparse and not value.is_quantized
    )


def _plain(path: str, name: str) -> Mapping[str, Tensor]:
    from safetensors import SafetensorError  # noqa: PLC0415 - imported when needed
    from safetensors.torch import load_file  # noqa: PLC0415

    try:
        loaded: Mapping[str, Tensor] = load_file(path)
    except (SafetensorError, ValueError, OverflowError, MemoryError):
        raise FileProblem(f"{name}: this is not a file of weights, or it is incomplete.") from None
    except OSError as error:
        raise FileProblem(f"{name}: cannot be read: {error.strerror or error}.") from None
    return loaded


def _pickled(path: str, name: str) -> Mapping[str, Tensor]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception:  # noqa: BLE001 - a damaged file raises whatever its bytes lead to
        raise FileProblem(
            f"{name}: holds more than arrays, or is damaged; nothing in it was run. Save model.state_dict() alone."
        ) from None
    for key in WRAPPERS:
        if isinstance(content, Mapping) and isinstance(content.get(key), Mapping):
            content = content[key]
    if not isinstance(content, Mapping):
        raise FileProblem(f"{name}: holds no named arrays.")
    return content


def _without_prefix(arrays: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Names without what ``DataParallel`` puts before all of them."""
    if all(name.startswith(prefix) for name in arrays):
        return {name.removeprefix(prefix): array for name, array in arrays.items()}
    return arrays
