"""Glyphs of layers for sequences."""

from collections.abc import Callable

from playground.ui.style.pencil import Pencil


def _embedding(pencil: Pencil) -> None:
    pencil.dot(0.16, 0.5, 0.1)
    pencil.line((0.32, 0.5), (0.54, 0.5), width=0.07)
    for row in range(4):
        pencil.box(0.66, 0.08 + 0.22 * row, 0.26, 0.16, fill=0.2 + 0.2 * row)


def _rows(pencil: Pencil) -> None:
    for row in range(3):
        pencil.box(0.08, 0.1 + 0.3 * row, 0.84, 0.2, fill=0.7 - 0.25 * row)


def _steps(pencil: Pencil) -> None:
    """Draw three steps in a row, each connected to the next."""
    for x in (0.16, 0.5, 0.84):
        pencil.dot(x, 0.62, 0.11)
        pencil.line((x, 0.94), (x, 0.76), width=0.06, alpha=0.7)
    for x in (0.27, 0.61):
        pencil.line((x, 0.62), (x + 0.12, 0.62), width=0.06)


def _rnn(pencil: Pencil) -> None:
    _steps(pencil)
    pencil.line((0.84, 0.48), (0.84, 0.24), width=0.06, alpha=0.7)


def _gru(pencil: Pencil) -> None:
    _steps(pencil)
    pencil.curve((0.16, 0.46), (0.2, 0.1), (0.46, 0.1), (0.5, 0.46))
    pencil.curve((0.5, 0.46), (0.54, 0.1), (0.8, 0.1), (0.84, 0.46))


def _lstm(pencil: Pencil) -> None:
    _steps(pencil)
    pencil.line((0.06, 0.22), (0.94, 0.22))
    for x in (0.16, 0.5, 0.84):
        pencil.line((x, 0.48), (x, 0.26), width=0.06, alpha=0.7)


def _waves(pencil: Pencil) -> None:
    pencil.curve(
        (0.06, 0.36), (0.16, 0.02), (0.24, 0.02), (0.34, 0.36), (0.44, 0.7), (0.54, 0.7), (0.64, 0.36),
        (0.74, 0.02), (0.84, 0.02), (0.94, 0.36),
    )  # fmt: skip
    pencil.curve((0.06, 0.8), (0.36, 0.44), (0.64, 1.06), (0.94, 0.7))


def _learned_positions(pencil: Pencil) -> None:
    for place, height in enumerate((0.3, 0.66, 0.46, 0.8)):
        pencil.box(0.08 + 0.23 * place, 0.9 - height, 0.15, height, fill=0.45)


def _attention(pencil: Pencil) -> None:
    for x in (0.14, 0.5, 0.86):
        for other, alpha in ((0.14, 0.35), (0.5, 0.6), (0.86, 0.9)):
            pencil.line((x, 0.84), (other, 0.16), width=0.05, alpha=alpha)
    for x in (0.14, 0.5, 0.86):
        pencil.dot(x, 0.16, 0.09)
        pencil.dot(x, 0.84, 0.09)


def _step_pool(pencil: Pencil) -> None:
    for x in (0.14, 0.5, 0.86):
        pencil.dot(x, 0.2, 0.09)
        pencil.line((x, 0.3), (0.5, 0.7), width=0.05, alpha=0.7)
    pencil.dot(0.5, 0.8, 0.13)


GLYPHS: dict[str, Callable[[Pencil], None]] = {
    "embedding": _embedding,
    "rows": _rows,
    "rnn": _rnn,
    "gru": _gru,
    "lstm": _lstm,
    "positional_encoding": _waves,
    "learned_positions": _learned_positions,
    "self_attention": _attention,
    "step_pool": _step_pool,
}
