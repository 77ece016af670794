"""The data that the preprocessing lab shows, and their captions; independent of widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Floats
from playground.build.data.features import chosen_names, input_names
from playground.build.data.loading import Data
from playground.catalog.kinds import TRANSFORMS, Shape
from playground.engine.jobs.preprocessing import Preprocessed, main_axes
from playground.engine.probes.sensitivity import Parabola, Sensitivity
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.preprocessing.pages import Bars, Cloud, Slice, bars_of
from playground.ui.style.color_maps import diverging_lut
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme

MOST_POINTS = 1000
"""Maximum number of samples drawn in a cloud; of more, every n-th."""
IMAGES = 24
SIDE = 65
"""Grid points per side of a slice."""


@dataclass(frozen=True, eq=False)
class Sample:
    """The training samples on one side of the lab.

    Attributes:
        title: Title of the side.
        all: Inputs of all samples ``(N, d)``.
        shown: Inputs of the samples drawn in the cloud ``(n, d)``.
        colors: Their colours.
        names: Names of the inputs.
        turned: Whether preprocessing has replaced the inputs by others, so that columns differ from those before.
        images: Images ``(m, channels, height, width)``; None where there are none.
        span: Values that become black and white.
        labels: Label of each image.
        image_note: Shown below the images.
    """

    title: str
    all: Floats
    shown: Floats
    colors: tuple[str, ...]
    names: tuple[str, ...]
    turned: bool = False
    images: Floats | None = None
    span: tuple[float, float] = (0.0, 1.0)
    labels: tuple[str, ...] = ()
    image_note: str = ""

    def columns(self, first: int, second: int) -> tuple[int, int]:
        """Return the columns for two inputs chosen before preprocessing; the first two if those do not exist here."""
        last = len(self.names) - 1
        if self.turned and max(first, second) > last:
            first, second = 0, 1
        return min(first, last), min(second, last)

    def cloud(self, first: int, second: int) -> Cloud:
        """Return two inputs against each other, chosen as for ``columns``."""
        first, second = self.columns(first, second)
        centre, axes = main_axes(self.all[:, [first, second]])
        return Cloud(self.shown[:, [first, second]], centre, axes, (self.names[first], self.names[second]))

    def bars(self, first: int, second: int) -> Bars:
        """Return the distribution of the first input, chosen as for ``columns``."""
        first, _ = self.columns(first, second)
        return bars_of(self.all[:, first], self.names[first])


@dataclass(frozen=True, eq=False)
class Samples:
    """Both sides.

    Attributes:
        data: The data set.
        before: Raw samples.
        after: Preprocessed samples.
        fitted_on: Number of training samples.
        held: Number of validation samples.
        first_columns: Inputs shown at first; in an image, neighbours in its middle.
    """

    data: Data
    before: Sample
    after: Sample
    fitted_on: int
    held: int
    first_columns: tuple[int, int]

    def numbers(self, page: str, first: int, second: int) -> tuple[Cloud | Bars, Cloud | Bars]:
        """Compute what the pages ``cloud`` and ``histogram`` show of both sides, from all samples."""
        if page == "cloud":
            return self.before.cloud(first, second), self.after.cloud(first, second)
        return self.before.bars(first, second), self.after.bars(first, second)

    def in_colors(self, theme: Theme) -> Samples:
        """Return the same samples in a theme's colours."""
        colors = _colors(self.data, len(self.before.all), theme)
        before, after = (replace(side, colors=colors) for side in (self.before, self.after))
        return replace(self, before=before, after=after)


def samples_of(event: Preprocessed, theme: Theme) -> Samples:
    """Collect what the lab shows of preprocessed data."""
    data = event.data
    shape, kept = data.info.shape, data.input_shape
    names = chosen_names(data.spec, data.info) or _places(shape)
    after_names = input_names(data.spec, data.info) or (
        _places(kept) if len(kept) > 1 else tuple(f"PC {n}" for n in range(1, kept[0] + 1))
    )
    turned = prod(kept) != event.before.shape[1] or after_names != names
    every = _every(len(event.before))
    colors = _colors(data, len(event.before), theme)
    title = TRANSFORMS.of(data.spec.transform).title
    before = Sample("BEFORE · RAW DATA", event.before, event.before[::every], colors, names)
    after = Sample(
        f"AFTER · {title.upper()}", event.after, event.after[::every], colors, after_names, turned=turned
    )
    if len(shape) == 3:
        before, after = _with_images(data, before, after)
    return Samples(data, before, after, len(data.x_train), len(data.x_val), _first_columns(shape, len(names)))


def _with_images(data: Data, before: Sample, after: Sample) -> tuple[Sample, Sample]:
    numbers = data.y_train[:IMAGES].numpy()
    names = data.info.class_names
    labels = tuple(
        names[int(n)] if names else exact(float(n), 3) for n in numbers.reshape(len(numbers), -1)[:, 0]
    )
    raw, prepared = data.raw_train[:IMAGES], data.x_train[:IMAGES].numpy()
    before = replace(before, images=raw, labels=labels, image_note="black is 0, white is 1")
    if len(data.input_shape) != 3:
        note = (
            f"Reconstructed from the {count(prod(data.input_shape))} numbers that the network gets: "
            "what is left of each image."
        )
        return before, replace(after, images=data.fitted.invert(prepared), labels=labels, image_note=note)
    reach = float(np.quantile(np.abs(prepared), 0.995)) or 1.0
    span = (-reach, reach) if prepared.min() < 0 else (0.0, reach)
    note = f"black is {exact(span[0], 2)}, white is {exact(span[1], 2)}"
    return before, replace(after, images=prepared, labels=labels, span=span, image_note=note)


def slices(samples: Samples, found: Sensitivity, columns: tuple[int, ...] | None) -> tuple[Slice, Slice]:
    """Slice the loss around its optimum on both sides, along two weights or the steepest and flattest directions."""
    return (
        _slice(samples.before, found.raw, found.inputs[0], columns),
        _slice(samples.after, found.prepared, found.inputs[1], columns),
    )


def _slice(
    sample: Sample, bowl: Parabola, inputs: NDArray[np.intp], columns: tuple[int, ...] | None
) -> Slice:
    unit = f"unit 1/√d = {exact(bowl.unit, 2)}"
    if columns is None or len(inputs) < 2:
        first, second = bowl.extremes
        titles = (f"along the steepest direction ({unit})", f"along the flattest direction ({unit})")
    else:
        places = [int(np.abs(inputs - column).argmin()) for column in sample.columns(*columns)]
        first, second = (bowl.weight(place) for place in places)
        wanted = [sample.names[int(inputs[place])] for place in places]
        titles = (
            f"change of the weight of {wanted[0]} ({unit})",
            f"change of the weight of {wanted[1]} ({unit})",
        )
    steps = np.linspace(-1, 1, SIDE)
    rise = bowl.losses(first, second, steps, steps) - bowl.least
    flat = f" · {count(bowl.flat)} directions change nothing" if bowl.flat else ""
    note = (
        f"condition number of the Hessian XᵀX/N: {_number(bowl.condition)}{flat} · "
        f"minimum loss {exact(bowl.least, 3)} · rises by up to {exact(float(rise.max()), 3)} in this square"
    )
    return Slice(steps, rise.clip(min=0), titles, note)


def _number(value: float) -> str:
    return count(value) if 100 <= value < 1e6 else exact(value, 3)


def _every(total: int) -> int:
    return max(1, -(-total // MOST_POINTS))


def _colors(data: Data, total: int, theme: Theme) -> tuple[str, ...]:
    targets = data.y_train.numpy()[:: _every(total)]
    if data.info.task == "classification":
        return tuple(class_color(theme, int(y)) for y in targets)
    values = targets[:, 0].astype(np.float64)
    reach = 2 * float(values.std()) or 1.0
    places = (((values - values.mean()) / reach).clip(-1, 1) + 1) / 2 * 255
    table = [f"#{int(r):02X}{int(g):02X}{int(b):02X}" for r, g, b, *_ in diverging_lut(theme)]
    return tuple(table[int(place)] for place in places)


def _places(shape: Shape) -> tuple[str, ...]:
    """Name inputs without names by their position in the sample, counted from 1."""
    if len(shape) != 3:
        return tuple(f"input {number}" for number in range(1, prod(shape) + 1))
    channels, height, width = shape
    colored = channels > 1
    return tuple(
        f"{f'channel {channel}, ' if colored else ''}row {row}, column {column}"
        for channel in range(1, channels + 1)
        for row in range(1, height + 1)
        for column in range(1, width + 1)
    )


def _first_columns(shape: Shape, total: int) -> tuple[int, int]:
    if len(shape) != 3:
        return 0, min(1, total - 1)
    middle = shape[1] // 2 * shape[2] + shape[2] // 2
    return middle - 1, middle
