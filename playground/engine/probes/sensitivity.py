"""How sensitive the loss is to the weights of a linear layer with squared loss.

With inputs ``x`` and a bias, ``L(w) = mean (x·w - t)² / 2`` is exactly a parabola: ``L(w* + d) = L(w*) + dᵀ H d / 2``
with the Hessian ``H = XᵀX / N``. Its contour lines are ellipses, the longer the larger the condition number of H, and
gradient descent zigzags across them (LeCun, Bottou, Orr and Müller 1998, Efficient BackProp).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles, Floats
from playground.build.data.features import compute

if TYPE_CHECKING:
    from playground.build.data.loading import Data


MOST_INPUTS = 1024
"""Most inputs of a sample that are used, evenly spaced."""
MOST_SAMPLES = 5000
"""Most training samples that are used, evenly spaced: more do not change the picture."""
FLAT = 1e-12
"""Curvatures up to this part of the greatest one are rounding noise."""
ROWS = 4096
"""Samples that are added up at once."""


@dataclass(frozen=True, eq=False)
class Parabola:
    """The loss of a linear layer with a bias as a function of its weights.

    Attributes:
        optimum: The best weights with the smallest norm, the bias last, ``(d + 1,)``.
        least: Loss there.
        hessian: ``(d + 1, d + 1)``.
        curvatures: Eigenvalues of the Hessian, in descending order; 0 where the loss does not change at all.
        directions: Their eigenvectors as rows.
    """

    optimum: Doubles
    least: float
    hessian: Doubles
    curvatures: Doubles
    directions: Doubles

    @property
    def condition(self) -> float:
        """Ratio of the greatest curvature to the least one that is not 0; 1 for a round bowl, NaN when all are 0."""
        curved = self.curvatures[self.curvatures > 0]
        return float(curved[0] / curved[-1]) if len(curved) else float("nan")

    @property
    def flat(self) -> int:
        """Number of directions in which the loss does not change."""
        return int((self.curvatures == 0).sum())

    @property
    def extremes(self) -> tuple[Doubles, Doubles]:
        """The steepest direction and the flattest one in which the loss changes at all, unit vectors.

        Where only one direction is curved, the second one is flat.
        """
        curved = int((self.curvatures > 0).sum())
        return self.directions[0], self.directions[curved - 1 if curved > 1 else 1]

    def weight(self, number: int) -> Doubles:
        """Return the direction in which one weight alone changes; the bias is the last one."""
        direction = np.zeros(len(self.optimum))
        direction[number] = 1.0
        return direction

    @property
    def unit(self) -> float:
        """Size of initial weights, ``1 / √d``: in this unit changes of different layers can be compared."""
        return 1 / float(np.sqrt(len(self.optimum) - 1))

    def losses(self, first: Doubles, second: Doubles, a: Doubles, b: Doubles) -> Doubles:
        """Evaluate the loss at ``optimum + unit (a first + b second)``, shape ``(len(b), len(a))``."""
        both = self.unit * np.stack([first, second])
        (g11, g12), (_, g22) = both @ self.hessian @ both.T
        x, y = np.meshgrid(a, b)
        return np.asarray(self.least + 0.5 * (g11 * x * x + 2 * g12 * x * y + g22 * y * y))


def parabola(x: Floats, target: Floats) -> Parabola:
    """Compute the loss of a linear layer as a function of its weights.

    Args:
        x: Inputs ``(N, d)``.
        target: Target outputs ``(N,)``.
    """
    size = x.shape[1] + 1
    hessian, slope, square = np.zeros((size, size)), np.zeros(size), 0.0
    for begin in range(0, len(x), ROWS):
        part = np.ones((len(x[begin : begin + ROWS]), size))
        part[:, :-1] = x[begin : begin + ROWS]
        outputs = target[begin : begin + ROWS].astype(np.float64)
        hessian += part.T @ part / len(x)
        slope += part.T @ outputs / len(x)
        square += float(outputs @ outputs) / len(x)
    values, vectors = np.linalg.eigh(hessian)
    values, directions = values[::-1].copy(), vectors.T[::-1].copy()
    curved = values > FLAT * max(values[0], 0.0)
    values[~curved] = 0.0
    shares = np.where(curved, (directions @ slope) / np.where(curved, values, 1.0), 0.0)
    optimum = directions.T @ shares
    least = max(0.0, 0.5 * (square - float(slope @ optimum)))
    return Parabola(optimum, least, hessian, values, directions)


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The same layer on raw and on preprocessed inputs.

    Attributes:
        raw: On the chosen features before preprocessing.
        prepared: On the preprocessed ones.
        task: What the layer learns, in words.
        inputs: Indices of the inputs used: before and after preprocessing.
        samples: Number of training samples used.
    """

    raw: Parabola
    prepared: Parabola
    task: str
    inputs: tuple[NDArray[np.intp], NDArray[np.intp]]
    samples: int


def sensitivity(data: Data) -> Sensitivity:
    """Compute the sensitivity on the training samples of a project, which must not be tokens."""
    target, task = _target(data)
    raw, prepared = flat_inputs(data)
    rows = _evenly(len(raw), MOST_SAMPLES)
    inputs = _evenly(raw.shape[1], MOST_INPUTS), _evenly(prepared.shape[1], MOST_INPUTS)
    bowls = [
        parabola(x[np.ix_(rows, chosen)], target[rows])
        for x, chosen in zip((raw, prepared), inputs, strict=True)
    ]
    return Sensitivity(bowls[0], bowls[1], task, inputs, len(rows))


def flat_inputs(data: Data) -> tuple[Floats, Floats]:
    """Return training inputs before and after preprocessing, each sample flattened: two arrays ``(N, d)``."""
    before = compute(data.spec, data.info, data.raw_train)
    after = data.x_train.numpy()
    return before.reshape(len(before), -1), after.reshape(len(after), -1)


def _evenly(available: int, most: int) -> NDArray[np.intp]:
    count = min(available, most)
    return np.arange(count, dtype=np.intp) * available // count


def _target(data: Data) -> tuple[Floats, str]:
    info = data.info
    y = data.y_train.numpy()
    if info.task == "classification":
        name = info.class_names[0] if info.class_names else "0"
        return np.where(y == 0, 1.0, -1.0), f"separates class “{name}” (+1) from the rest (−1)"
    first = y[:, 0].astype(np.float64)
    spread = float(first.std()) or 1.0
    return (
        first - first.mean()
    ) / spread, f"predicts {info.target_name or 'the target'} in standard deviations"
