"""Encodings of text files, and which one a file is in."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Encoding = Literal[
    "detect",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "latin-1",
    "koi8-r",
    "gbk",
    "big5",
    "shift-jis",
    "euc-jp",
    "euc-kr",
]
CODECS: dict[str, str] = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    **{f"windows-125{number}": f"cp125{number}" for number in range(8)},
    "latin-1": "latin-1",
    "koi8-r": "koi8-r",
    "gbk": "gb18030",
    "big5": "big5",
    "shift-jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
}
"""Names of the codecs in Python."""
BLANK_LINES_KEPT = frozenset({"utf-16", "utf-16-le", "utf-16-be"})
"""Encodings whose lines cannot be split before they are decoded."""

_USUAL: dict[Encoding, tuple[str, int, int]] = {
    "gbk": ("gb2312", 0xB0, 0xD7),
    "shift-jis": ("cp932", 0x82, 0x97),
    "euc-kr": ("euc_kr", 0xB0, 0xC8),
    "big5": ("big5", 0xA4, 0xC6),
}
"""For encodings of two bytes a character: a narrower codec, and first bytes of the characters in daily use."""
_MISREAD = re.compile(r"[ìòù](?=[^\W\d_])|[ÈÌÒÙÏ](?=[a-z])")
"""Western letters where hardly a word has them; in Central European text they are others."""
_CANDIDATES: tuple[Encoding, ...] = (
    "windows-1252",
    "windows-1250",
    "windows-1254",
    "windows-1251",
    "windows-1253",
    "windows-1257",
    "windows-1255",
    "windows-1256",
    "gbk",
    "shift-jis",
    "euc-kr",
    "big5",
)
"""What a file without other marks may be in; in doubt the first one."""


def encoding_of(head: bytes, *, whole: bool) -> Encoding:
    """The encoding of a file, from its beginning.

    Args:
        head: Its first bytes.
        whole: They are all there are.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if wide(head):
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return _legacy(head)
    return "utf-8"


def wide(head: bytes) -> bool:
    """Whether text has two bytes for each character: nearly all ASCII characters have a zero on the same side."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    half = max(1, len(head) // 2)
    zeros = head[::2].count(0), head[1::2].count(0)
    return max(zeros) > 0.3 * half and min(zeros) < 0.01 * half


def _legacy(head: bytes) -> Encoding:
    """An encoding of before Unicode: the least odd text, by characters that are usual in the language."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - for files in such encodings only

    lines = [line for line in head.splitlines(keepends=True)[:-1] or [head] if not line.isascii()]
    some = b"".join(lines)[:20_000] or head
    codec_names = [CODECS[name] for name in _CANDIDATES]
    ranks: dict[Encoding, tuple[float, float, int]] = {}
    for match in from_bytes(some, cp_isolation=codec_names, threshold=0.5):
        for place, name in enumerate(_CANDIDATES):
            if CODECS[name] in match.could_be_from_charset:
                fit = _fit(str(match), name)
                odd = match.chaos + 2 * (1 - fit)
                ranks[name] = (round(odd, 2), -round(match.coherence, 1), place)
    return min(ranks, key=lambda name: ranks[name], default="windows-1252")


def _fit(text: str, name: Encoding) -> float:
    """The share of characters beyond ASCII that are usual in an encoding."""
    strange = [place for place, sign in enumerate(text) if sign > "\x7f"]
    if not strange:
        return 0.0
    if name in _USUAL:
        codec, least, most = _USUAL[name]
        found = [text[place].encode(codec, "ignore") for place in strange]
        good = sum(len(code) == 2 and least <= code[0] <= most for code in found)
    else:
        around = ((text[place], text[max(0, place - 1) : place + 2]) for place in strange)
        good = sum(sign.isalpha() or not any(map(str.isalpha, near)) for sign, near in around)
        if name in {"windows-1252", "windows-1254"}:
            good -= len(_MISREAD.findall(text))
    return good / len(strange)
