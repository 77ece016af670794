"""JSON as RFC 8259 has it: numbers that are not finite become null."""

from __future__ import annotations

import json
import math
from typing import Any


def strict_json(content: Any, *, indent: int | None = None) -> str:
    """Write mappings, lists, numbers and texts as JSON that every reader takes, without a final line end."""
    return json.dumps(_finite(content), indent=indent, ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
