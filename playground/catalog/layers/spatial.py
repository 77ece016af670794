"""What layers that slide a window over an image have in common: its geometry and its problems."""

from math import isqrt, prod

from playground.catalog.kinds import FixHint, InsertBefore, Remove, SetParams, Shape, ShapeProblem, describe


def image(title: str, x: Shape) -> tuple[int, int, int]:
    """Channels, height and width of an input that must be an image.

    Raises:
        ShapeProblem: When it is not.
    """
    if len(x) != 3:
        message = f"{title} takes an image (channels × height × width), but gets {describe(x)}."
        raise ShapeProblem(message, Remove(), *_as_image(x))
    return x[0], x[1], x[2]


def _as_image(x: Shape) -> tuple[FixHint, ...]:
    """A sequence can be seen as an image of one channel, and so can a list as long as a square."""
    side = isqrt(prod(x))
    if len(x) == 1 and side * side != x[0]:
        return ()
    shape = describe((1, *x) if len(x) == 2 else (1, side, side))
    return (InsertBefore(f"Insert Reshape to {shape}", "reshape", {"shape": shape}),)


def slide(
    title: str, size: int, kernel: int, stride: int, padding: int, dilation: int = 1, *, end: int = 0
) -> int:
    """Positions of a window along ``size`` pixels: ⌊(size + 2 padding + end − window) / stride⌋ + 1.

    The window is dilation (kernel − 1) + 1 pixels wide; ``end`` pixels are added at one end alone.

    Raises:
        ShapeProblem: When it is larger than the padded image.
    """
    window = dilation * (kernel - 1) + 1
    padded = size + 2 * padding + end
    if padded < window:
        fitting = (size - 1) // dilation + 1
        fixes: tuple[FixHint, ...] = (
            SetParams(f"Use a {fitting} × {fitting} window", {"kernel": fitting, "padding": 0}),
            Remove(),
        )
        with_padding = f" (with padding {padded})" if padded > size else ""
        raise ShapeProblem(
            f"The {window} × {window} window of {title} is larger than the image of {size} pixels{with_padding}.",
            *fixes,
        )
    return (padded - window) // stride + 1
