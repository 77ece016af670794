"""What layers that slide a window over an image have in common: its geometry and its problems."""

from playground.catalog.kinds import FixHint, Remove, SetParams, Shape, ShapeProblem, describe


def image(title: str, x: Shape) -> tuple[int, int, int]:
    """Channels, height and width of an input that must be an image.

    Raises:
        ShapeProblem: When it is not.
    """
    if len(x) != 3:
        message = f"{title} takes an image (channels × height × width), but gets {describe(x)}."
        raise ShapeProblem(message, Remove())
    return x[0], x[1], x[2]


def slide(title: str, size: int, window: int, stride: int, padding: int) -> int:
    """Positions of a window along ``size`` pixels: ⌊(size + 2 padding − window) / stride⌋ + 1.

    Raises:
        ShapeProblem: When the window is larger than the padded image.
    """
    if size + 2 * padding < window:
        fixes: tuple[FixHint, ...] = (
            SetParams(f"Use a {size} × {size} window", {"kernel": size, "padding": 0}),
            Remove(),
        )
        padded = f" (with padding {size + 2 * padding})" if padding else ""
        raise ShapeProblem(
            f"The {window} × {window} window of {title} is larger than the image of {size} pixels{padded}.",
            *fixes,
        )
    return (size + 2 * padding - window) // stride + 1
