"""Pictures of a moment of a run: only the newest of each type matters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from playground.arrays import Floats, Integers
from playground.engine.events.run import Event


@dataclass(frozen=True, slots=True)
class GradientFlow(Event):
    """Size of gradients and updates by layer, in the order of ``Started.layers``.

    Attributes:
        mean: Mean of abs(gradient) over the layer's parameters, at the newest step.
        maximum: Maximum of abs(gradient).
        update_ratio: norm(theta - theta_before) / norm(theta) of one step.
        dead: Share of units whose output is zero on the whole probe set; NaN where it makes no sense.
        saturated: Share of outputs with abs(a') < 0.05; NaN for layers without such an activation.
        words: Findings in words, e.g. ``Linear 1: gradient vanishes (3e-9)``; empty when all is well.
    """

    mean: Floats
    maximum: Floats
    update_ratio: Floats
    dead: Floats
    saturated: Floats
    words: tuple[str, ...]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class GradientFindings(Event):
    """What ``GradientFlow`` has to say, every few seconds, for a window in which its numbers cannot be seen.

    Attributes:
        words: Findings in words; empty when all is well.
    """

    words: tuple[str, ...]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class DecisionMap(Event):
    """Prediction over the plane of 2-D data.

    Attributes:
        x: Coordinates of the columns, ``(width,)``.
        y: Coordinates of the rows, ascending, ``(height,)``.
        scores: Class probabilities ``(height, width, classes)``, or predictions ``(height, width, 1)``.
    """

    x: Floats
    y: Floats
    scores: Floats
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class FittedLine(Event):
    """Prediction over the line of 1-D data: ``x`` and ``y`` of shape ``(points,)``."""

    x: Floats
    y: Floats
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Confusion(Event):
    """Validation samples by true class (row) and predicted class (column)."""

    counts: Integers
    names: tuple[str, ...]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class SamplePredictions(Event):
    """Some validation samples with the predictions of the network.

    Attributes:
        images: ``(n, c, h, w)`` in 0..1, or token numbers ``(n, steps)`` where there is a vocabulary.
        truth: Their classes ``(n,)``.
        predicted: The most likely classes ``(n,)``.
        confidence: Their probabilities.
        names: Of the classes.
        token_names: The vocabulary; empty for images.
    """

    images: Floats
    truth: Integers
    predicted: Integers
    confidence: Floats
    names: tuple[str, ...]
    token_names: tuple[str, ...] = ()
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ValidationPredictions(Event):
    """What the network predicts for the validation samples, or for an even part of many.

    Attributes:
        chosen: Places of the samples in the validation part, ``(n,)``.
        truth: Class numbers ``(n,)``, or values ``(n, targets)`` in their own unit.
        scores: Class probabilities ``(n, classes)``, or predicted values ``(n, targets)``.
        loss: Loss of each sample, ``(n,)``.
        class_names: Names of the classes; empty for regression.
        target_names: Names of the regression targets; empty for classes.
        total: Number of validation samples.
    """

    chosen: Integers
    truth: Integers | Floats
    scores: Floats
    loss: Floats
    class_names: tuple[str, ...]
    target_names: tuple[str, ...]
    total: int
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class PredictedAgainstTrue(Event):
    """Regression on more than one input: validation targets and predictions, ``(n,)`` each."""

    truth: Floats
    predicted: Floats
    name: str
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class UnitMaps(Event):
    """What the units of each node compute over the plane of 2-D data.

    Attributes:
        maps: By node: ``(units, height, width)``, rows ascending in y; at most 16 units per node.
        extent: ``(x0, x1, y0, y1)`` of the plane.
    """

    maps: Mapping[str, Floats]
    extent: tuple[float, float, float, float]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NodeActivity(Event):
    """Sparkline data by node: mean abs(activation) and mean abs(gradient) (NaN without parameters)."""

    activation: Mapping[str, float]
    gradient: Mapping[str, float]
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class DenseWeights:
    """All numbers of a dense layer: weights ``(units, inputs)`` and biases ``(units,)``, empty without any."""

    weights: Floats
    biases: Floats


@dataclass(frozen=True, slots=True)
class WireWeights(Event):
    """Strength and sign of the weights behind each wire, and every weight of a small network.

    Attributes:
        strength: By (source, target): root mean square of the weights that the target applies to it; NaN where no
            weights can be named.
        sign: By (source, target): mean(w) / mean(abs(w)), in -1..1.
        dense: By dense layer; empty for a network with too many weights to be shown one by one.
    """

    strength: Mapping[tuple[str, str], float]
    sign: Mapping[tuple[str, str], float]
    dense: Mapping[str, DenseWeights] = field(default_factory=dict)
    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class LossPlane(Event):
    """The loss on a plane through parameter space; sent repeatedly as it is refined.

    Attributes:
        generation: Increases with each new plane (new directions or extent); paths of another one do not fit.
        x: Coordinates along the first direction, ``(columns,)``.
        y: Along the second, ``(rows,)``.
        loss: ``(rows, columns)``; NaN where it is not computed yet or not finite.
        titles: Words for the axes, with explained variance where there is any.
        samples: Number of samples behind each value.
        complete: Whether no further refinement of this generation follows.
        computed: Points along each side that are computed, 0 for all of them.
    """

    generation: int
    x: Floats
    y: Floats
    loss: Floats
    titles: tuple[str, str]
    samples: int
    complete: bool
    computed: int = 0

    @property
    def interpolated(self) -> bool:
        """Whether outputs of the network are interpolated between the computed points."""
        return 0 < self.computed < len(self.x)

    heavy: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class PlanePath(Event):
    """The path of the parameters on the plane of a generation.

    Attributes:
        generation: Of the ``LossPlane`` it belongs to.
        steps: Of the points, ``(n,)``.
        x: Coordinates, least-squares projection, ``(n,)``.
        y: Likewise.
        loss: True loss on the plane's samples at each point, NaN where not computed, ``(n,)``.
        off_plane: Distance from the plane in parameter space, ``(n,)``.
        newest_loss: True loss of the newest step for which it was computed, which may lie before the current point;
            NaN where none was, or where it is not finite.
    """

    generation: int
    steps: Integers
    x: Floats
    y: Floats
    loss: Floats
    off_plane: Floats
    newest_loss: float = float("nan")
    heavy: ClassVar[bool] = True
