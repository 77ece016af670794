"""A project as one short text that travels by mail or chat: ``descent:`` and its compressed file.

The text after the prefix is URL-safe base64 of the zlib-compressed JSON of the project's file. Data files travel by
name only. A text is untrusted: its size is bounded before and after it is unpacked.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

from playground.spec.data_paths import names_only
from playground.spec.files import MAX_BYTES, FileProblem, dumps, loads
from playground.spec.project import Project

PREFIX = "descent:"
LONGEST = 4_000_000
"""Longer texts are refused without being unpacked."""
NAME = "The project's text"


def is_project_text(text: str) -> bool:
    """Whether a text claims to hold a project."""
    return text[:200].lstrip(" \t\r\n\"'<").startswith(PREFIX)


def to_text(project: Project) -> str:
    """Return a project as text that ``from_text`` understands.

    Raises:
        FileProblem: When it is too large, or a text in it contains an incomplete character.
    """
    try:
        body = json.dumps(json.loads(dumps(names_only(project))), separators=(",", ":"), ensure_ascii=False)
        packed = zlib.compress(body.encode(), 9)
    except UnicodeEncodeError:
        raise FileProblem(f"{NAME}: a text in the project contains an incomplete character.") from None
    text = PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(text) > LONGEST:
        raise FileProblem("The project is too large for a text; send its file instead.")
    return text


def from_text(text: str) -> Project:
    """Return the project in a text; space, line breaks and quotation marks around and in it do not matter.

    Raises:
        FileProblem: When it is no such text, too large, cut short or damaged; one sentence.
    """
    if len(text) > LONGEST:
        raise FileProblem(f"{NAME} is longer than {LONGEST // 1_000_000} million characters.")
    packed = "".join(text.split()).strip("\"'<>").removeprefix(PREFIX).rstrip("=")
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]  # a single character more holds no whole byte
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unpacked = zlib.decompressobj()
        body = unpacked.decompress(content, MAX_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise FileProblem(f"{NAME} is damaged: it cannot be unpacked.") from None
    if len(body) > MAX_BYTES:
        raise FileProblem(f"{NAME} holds more than {MAX_BYTES // 1_000_000} MB.")
    if not unpacked.eof:
        raise FileProblem(f"{NAME} is incomplete: its end is missing.")
    try:
        return loads(body.decode(), NAME)
    except UnicodeDecodeError:
        raise FileProblem(f"{NAME} is damaged: it holds no text.") from None
