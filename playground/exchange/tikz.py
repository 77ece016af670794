"""A network as a TikZ picture for LaTeX; needs the package tikz alone."""

from __future__ import annotations

import unicodedata

from playground.exchange.colors import color_of
from playground.exchange.drawing import PORT, WIDTH, Box, Drawing

PER_CM = 44.0
"""Pixels of the canvas in a centimetre of paper."""
MOST_CM = 12.0
"""A wider picture is made as wide as the lines of the text."""
_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "−": "--",
    "–": "--",
    "…": r"\dots{}",
    "σ": r"$\sigma$",
    "↘": r"$\searrow$",
    "²": r"$^2$",
    "“": "``",
    "”": "''",
}
"""Characters that mean something to LaTeX, or that plain LaTeX has no letter for."""
_LETTERS = "ÆØßæøıŁłŒœ"
_MARKS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
"""Letters, and marks on letters, that the fonts of plain LaTeX have; any other stops it."""
_NEAREST = str.maketrans(
    {"Ð": "D", "ð": "d", "Đ": "D", "đ": "d", "Þ": "Th", "þ": "th", "Ħ": "H", "ħ": "h", "Ŋ": "N", "ŋ": "n", "Ŧ": "T",
     "ŧ": "t", "ĸ": "k", "‘": "`", "’": "'", "—": "---", "→": "->", "≤": "<=", "≥": ">="}
)  # fmt: skip


def tikz(network: Drawing) -> str:
    """Write a whole document; the picture in it can be pasted into another one."""
    colors = dict.fromkeys(box.group for box in network.boxes)
    names = {group: f"descent{letter}" for group, letter in zip(colors, _letters(len(colors)), strict=True)}
    wide_cm = WIDTH / PER_CM
    wide = network.width > MOST_CM * PER_CM
    places = {box.name: f"n{number}" for number, box in enumerate(network.boxes, 1)}
    lines = [
        "% In another document: \\usepackage{tikz}, and all between \\begin{document} and \\end{document}.",
        r"\documentclass{article}",
        r"\usepackage{tikz}",
        r"\pagestyle{empty}",
        r"\begin{document}",
        *(
            f"\\definecolor{{{names[group]}}}{{HTML}}{{{color_of(group).removeprefix('#')}}}"
            for group in colors
        ),
        r"\noindent" + (r"\resizebox{\linewidth}{!}{%" if wide else ""),
        r"\begin{tikzpicture}[",
        r"  layer/.style={draw=#1, fill=#1!8, rounded corners=3pt, anchor=north west, font=\sffamily\scriptsize,",
        f"    align=left, minimum width={wide_cm:.2f}cm, text width={wide_cm - 0.35:.2f}cm, inner sep=4pt}},",
        r"  wire/.style={draw=black!55, ->, thick}]",
        *(_box(box, places[box.name], names[box.group]) for box in network.boxes),
        *(_wire(places[source.name], places[target.name]) for source, target in network.wires),
        r"\end{tikzpicture}" + ("}" if wide else ""),
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _letters(count: int) -> list[str]:
    """Names of colours: letters alone, as TeX wants them."""
    return [chr(ord("A") + number % 26) * (1 + number // 26) for number in range(count)]


def _box(box: Box, name: str, color: str) -> str:
    x, y = box.left / PER_CM, -box.top / PER_CM
    words = r" \\ ".join((rf"\textbf{{{escaped(box.title)}}}", *map(escaped, box.lines)))
    return rf"\node[layer={color}] ({name}) at ({x:.2f}, {y:.2f}) {{{words}}};"


def _wire(source: str, target: str) -> str:
    down = f"[yshift=-{PORT / PER_CM:.2f}cm]"
    return rf"\draw[wire] ({down}{source}.north east) to[out=0, in=180] ({down}{target}.north west);"


def escaped(words: str) -> str:
    """Words that plain LaTeX prints as they are; letters that it has not become their nearest, or a question mark."""
    return "".join(_ESCAPED.get(letter) or _plain(letter) for letter in words)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isprintable() else " "
    if letter in _LETTERS or _has_known_mark(letter):
        return letter  # LaTeX reads UTF-8
    nearest = unicodedata.normalize("NFKD", letter.translate(_NEAREST)).encode("ascii", "ignore").decode()
    return "".join(_ESCAPED.get(each, each) for each in nearest) or "?"


def _has_known_mark(letter: str) -> bool:
    """Whether it is a letter of a Latin alphabet with a mark that LaTeX can put on it."""
    if ord(letter) >= 0x180:
        return False
    parts = unicodedata.normalize("NFD", letter)
    return len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _MARKS
