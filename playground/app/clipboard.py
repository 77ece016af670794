"""Part of a network as text on the clipboard, so that copy and paste work between windows and by mail."""

import json
from typing import Any

from pydantic import ValidationError

from playground.spec.graph import Graph
from playground.spec.json_text import JsonProblem, read_json
from playground.spec.problems import first_mistake

FORMAT = "descent/network-part"
VERSION = 1
LONGEST = 5_000_000
"""Longer texts are refused without being read."""


class ClipboardProblem(ValueError):
    """Text that cannot be pasted; one sentence for the user."""


def to_text(part: Graph) -> str:
    """Return the part as JSON that ``from_text`` understands, with short lines for people who look at it."""
    body = part.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(
        {"format": FORMAT, "version": VERSION, **body}, ensure_ascii=False, indent=1, allow_nan=False
    )


def from_text(text: str) -> Graph:
    """Return the part of a network that a text holds.

    Raises:
        ClipboardProblem: When the text is something else, comes from a newer version or is damaged.
    """
    content = _object(text)
    version = content.pop("version", None)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ClipboardProblem("The nodes on the clipboard are damaged: their version is missing.")
    if version > VERSION:
        raise ClipboardProblem("The nodes on the clipboard were copied from a newer version of Descent.")
    try:
        part = Graph.model_validate(content)
    except ValidationError as error:
        raise ClipboardProblem(
            f"The nodes on the clipboard are damaged: {first_mistake(error, content)}"
        ) from None
    if not part.nodes:
        raise ClipboardProblem("The clipboard holds no nodes.")
    return part


def _object(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ClipboardProblem("The clipboard holds too much text to be nodes of a network.")
    if not text.lstrip().startswith("{"):
        raise ClipboardProblem("The clipboard holds no nodes.")
    try:
        content = read_json(text)
    except JsonProblem:
        raise ClipboardProblem("The clipboard holds no nodes.") from None
    if not isinstance(content, dict) or content.pop("format", None) != FORMAT:
        raise ClipboardProblem("The clipboard holds no nodes.")
    return content
