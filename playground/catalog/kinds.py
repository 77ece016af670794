"""The kinds of catalog entries, their registries, and how a parameter is declared.

An entry is a frozen pydantic model: its fields are the parameters a user can set. Palette, inspector form,
validation, saving and contract tests follow from it. Registering is one decorator; importing the entry's
module from the ``__init__`` of its folder makes it known.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from playground.spec.base import Choice, Value

if TYPE_CHECKING:
    import numpy as np
    import torch
    from torch import Tensor, nn

Shape = tuple[int, ...]
"""Shape of one sample, without the batch: ``(features,)`` or ``(channels, height, width)``."""


def describe(shape: Shape) -> str:
    """A shape as shown to users: ``16`` or ``3 x 28 x 28``, with the multiplication sign."""
    return " × ".join(str(n) for n in shape)


# --- problems ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InsertBefore:
    """A fix: put a new layer on the wire into input ``place`` of the node that has the problem."""

    label: str
    kind: str
    params: Mapping[str, Value] = field(default_factory=dict)
    place: int = 0


@dataclass(frozen=True)
class SetParams:
    """A fix: change parameters of the node that has the problem."""

    label: str
    params: Mapping[str, Value]


@dataclass(frozen=True)
class Remove:
    """A fix: take out the node that has the problem, and wire its input to what it fed."""

    label: str = "Remove this layer"


FixHint = InsertBefore | SetParams | Remove


class ShapeProblem(ValueError):
    """A layer cannot take this input. The message is one sentence for the user."""

    def __init__(self, message: str, *fixes: FixHint) -> None:
        super().__init__(message)
        self.fixes = fixes


# --- parameters ----------------------------------------------------------------------------------


def param(  # noqa: PLR0913 - each is a word of the form that is generated from it
    default: Any,
    help: str,  # noqa: A002 - the word that a form shows
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    unit: str = "",
    log: bool = False,
    title: str = "",
    live: bool = False,
) -> Any:
    """Declare a parameter of an entry.

    Args:
        default: Its default; int, float, bool, str or one of a ``Literal``.
        help: One sentence for the tooltip.
        ge: Least value. ``gt``, ``le`` and ``lt`` likewise.
        gt: Lower bound, excluded.
        le: Greatest value.
        lt: Upper bound, excluded.
        unit: Shown after the value, e.g. ``px``.
        log: Offer a logarithmic slider; a lower bound of 0 then stands at its left end.
        title: Label in the form; by default the name with spaces.
        live: May be changed while training runs.
    """
    extra: dict[str, Any] = {"unit": unit, "log": log, "live": live}
    return Field(
        default, description=help, ge=ge, gt=gt, le=le, lt=lt, title=title or None, json_schema_extra=extra
    )


class Entry(BaseModel):
    """Base of all entries. Class attributes tell of the kind, fields are its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    key: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[str]
    formula: ClassVar[str] = ""
    """Plain-text formula with Unicode signs, e.g. ``max(0, x)``."""
    when: ClassVar[str] = ""
    """One line on when to use it."""

    @classmethod
    def summary(cls) -> str:
        """The first line of the class's docstring."""
        return (cls.__doc__ or "").strip().splitlines()[0]


E_co = TypeVar("E_co", bound=Entry, covariant=True)


class UnknownEntry(ValueError):
    """A name that the catalog does not hold, or a parameter that the entry refuses; told in one sentence.

    Attributes:
        parameter: The parameter that is refused, None when the entry itself is unknown.
        known: Whether the entry has such a parameter at all.
    """

    def __init__(self, message: str, parameter: str | None = None, *, known: bool = False) -> None:
        super().__init__(message)
        self.parameter, self.known = parameter, known


_WANTED = {
    "greater_than_equal": "at least {ge:g}",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "at most {le:g}",
    "less_than": "less than {lt:g}",
    "literal_error": "{expected}",
    "finite_number": "a finite number",
    "bool_parsing": "on or off",
    "bool_type": "on or off",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "string_type": "a text",
}
"""What pydantic's errors mean, by their type, with the names of their context."""


def _refusal(entry: type[Entry], details: Mapping[str, Any]) -> UnknownEntry:
    """The first error of a validation in words."""
    name = str(details["loc"][0])
    field = entry.model_fields.get(name)
    if field is None:
        return UnknownEntry(f"{entry.title} has no parameter “{name[:40]}”.", name)
    word = (field.title or name).replace("_", " ")
    wanted = _WANTED[details["type"]].format(**details.get("ctx", {})) if details["type"] in _WANTED else ""
    should = f"should be {wanted}" if wanted else f"is not allowed ({details['msg']})"
    value = str(details["input"])[:40]
    return UnknownEntry(f"{entry.title}: {word} is {value}, but {should}.", name, known=True)


class Registry(Generic[E_co]):
    """All entries of one kind, in the order of registration, by their key."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._entries: dict[str, type[Any]] = {}

    def register(self, key: str, *, title: str, group: str) -> Callable[[type[Any]], type[Any]]:
        """Class decorator that makes an entry known under a key, with a title and a palette group."""

        def note(entry: type[Any]) -> type[Any]:
            assert key not in self._entries, f"two {self.noun} entries are called {key}"
            entry.key, entry.title, entry.group = key, title, group
            self._entries[key] = entry
            return entry

        return note

    def __iter__(self) -> Iterator[type[E_co]]:
        return iter(self._entries.values())

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, key: str) -> type[E_co]:
        """The class of an entry.

        Raises:
            UnknownEntry: When there is none of that key.
        """
        if key not in self._entries:
            raise UnknownEntry(f"There is no {self.noun} called “{key}”.")
        return self._entries[key]

    def create(self, kind: str, params: Mapping[str, Value] | None = None) -> E_co:
        """An entry with these parameters.

        Raises:
            UnknownEntry: When the key is unknown or a parameter is not allowed; the message names it.
        """
        entry = self.entry(kind)
        try:
            return entry.model_validate(dict(params or {}))
        except ValidationError as error:
            raise _refusal(entry, error.errors()[0]) from None

    def of(self, choice: Choice) -> E_co:
        """The entry that a project's choice names; raises UnknownEntry like ``create``."""
        return self.create(choice.kind, choice.params)


# --- the kinds -----------------------------------------------------------------------------------


class Layer(Entry):
    """A box of the network.

    Class attributes:
        inputs: Least and greatest number of inputs (None: any number).
        takes_activation: Whether an activation can be snapped on.
        takes_initializer: Whether it has weights to initialize.
    """

    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    takes_activation: ClassVar[bool] = True
    takes_initializer: ClassVar[bool] = False

    @abstractmethod
    def out_shape(self, *inputs: Shape) -> Shape:
        """Shape of the output for these input shapes.

        Raises:
            ShapeProblem: When the layer cannot take them; carries fixes where there are any.
        """

    @abstractmethod
    def build(self, *inputs: Shape) -> nn.Module:
        """A module that maps batches ``(N, *shape)`` of the inputs to a batch of the output."""

    def multiply_adds(self, *inputs: Shape) -> int:  # noqa: ARG002
        """Multiply-add operations for one sample; 0 for layers without a matrix product."""
        return 0

    def stacked(
        self,
        module: nn.Module,  # noqa: ARG002
        params: Mapping[str, Tensor],  # noqa: ARG002
        *inputs: Tensor,  # noqa: ARG002
    ) -> Tensor | None:
        """Apply C parameter sets at once (evaluation mode), or None where there is no rule.

        Args:
            module: What ``build`` returned; for its settings and buffers, its own weights are not used.
            params: The module's parameters by name, each with a leading dimension C.
            inputs: Features first: ``(C or 1, features, N)`` each.

        Returns:
            ``(C, features', N)``.
        """
        return None


class Activation(Entry):
    """A function applied to a layer's output."""

    gain: ClassVar[float] = 1.0
    """Factor for the weights in front of it that keeps the variance of signals (as torch's ``calculate_gain``)."""
    elementwise: ClassVar[bool] = True

    def out_shape(self, x: Shape) -> Shape:
        """Shape of the output; raises ShapeProblem when it cannot take the input."""
        return x

    @abstractmethod
    def build(self, x: Shape) -> nn.Module:
        """A module from ``(N, *x)`` to ``(N, *out_shape(x))``."""

    def reset(self, module: nn.Module) -> None:
        """Give a built module's parameters their first values; nothing to do without parameters."""

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], x: Tensor) -> Tensor | None:
        """Like ``Layer.stacked``; the default serves element-wise functions without parameters."""
        return module(x) if self.elementwise and not params else None


class Initializer(Entry):
    """How weights begin."""

    @abstractmethod
    def fill(self, weight: Tensor, gain: float, generator: torch.Generator) -> None:
        """Fill a weight in place, without gradients. Biases are zeroed by the caller.

        Args:
            weight: The weight, at least 2-D, shaped as torch does (out, in, ...).
            gain: Of the activation that follows, see ``Activation.gain``.
            generator: The only source of randomness.
        """


Task = Literal["classification", "regression"]


class Loss(Entry):
    """What training minimizes: a mean over the samples of a batch."""

    tasks: ClassVar[tuple[Task, ...]]

    @abstractmethod
    def outputs(self, task: Task, targets: int) -> int:
        """How many numbers the network must put out.

        Args:
            task: Of the data.
            targets: Number of classes, or of regression targets.
        """

    def refusal(self, task: Task, targets: int) -> str | None:  # noqa: ARG002
        """Why this loss cannot serve the data, in one sentence; None when it can."""
        if task in self.tasks:
            return None
        has, needs = ("classes", "numbers") if task == "classification" else ("numbers", "classes")
        return f"{self.title} needs {needs} to compare with, but the targets of these data are {has}."

    @abstractmethod
    def target(self, y: Tensor, targets: int) -> Tensor:
        """The data's targets as ``compute`` wants them, prepared once for all samples.

        Args:
            y: int64 class numbers ``(N,)``, or float32 ``(N, targets)``.
            targets: Number of classes, or of regression targets.
        """

    @abstractmethod
    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """The mean loss of a batch, a scalar that autograd can follow; ``output`` is ``(N, outputs)``."""

    @abstractmethod
    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """Loss of each sample, shape ``output.shape[:-1]``; leading dimensions of ``output`` broadcast."""

    @abstractmethod
    def scores(self, output: Tensor, task: Task) -> Tensor:
        """What people see: class probabilities ``(N, classes)`` that sum to 1, or the prediction itself."""


class Optimizer(Entry):
    """A rule that changes the parameters. Has at least the field ``learning_rate``.

    Class attributes:
        script: One step in TorchScript, equal to that of ``build`` to the last bit. It reads the flat vectors in
            ``thetas`` and ``grads`` and, for each name of ``script_state``, a tensor in ``state``, each in a list of
            its own as torch's functions want them; the rate ``lr``; and the list ``h`` of ``script_numbers``.
    """

    script: ClassVar[str]
    learning_rate: float

    @abstractmethod
    def build(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The optimizer of torch with these settings, fused where torch offers it: the reference for ``script``."""

    @abstractmethod
    def update(self, optimizer: torch.optim.Optimizer) -> None:
        """Bring changed parameters of this entry into a running optimizer's ``param_groups``."""

    def script_state(self) -> tuple[str, ...]:
        """What ``script`` keeps at these settings, by torch's names: zeros at first; ``step`` is a count."""
        return ()

    def script_numbers(self) -> list[float]:
        """The settings that ``script`` reads."""
        return []


class Schedule(Entry):
    """The learning rate over a run, as a factor of the optimizer's rate."""

    @abstractmethod
    def factor(self, step: int, total: int) -> float:
        """Factor at a step, 0 <= step < total."""


@dataclass(frozen=True)
class DataInfo:
    """What is known of a data set before it is loaded.

    Attributes:
        task: Classification or regression.
        shape: Of one sample as stored, before features and transforms.
        targets: Number of classes, or of regression targets.
        class_names: Names of the classes, empty for regression.
        feature_names: Names of the columns for tables and coordinates, empty for images.
        target_name: Of the regression target, with its unit where it has one.
        samples: Number of training and validation samples together, None when only loading tells.
        own_split: The data set brings its own validation part.
    """

    task: Task
    shape: Shape
    targets: int
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    target_name: str = ""
    samples: int | None = None
    own_split: bool = False


@dataclass(frozen=True)
class RawData:
    """A loaded data set.

    Attributes:
        x: float32 ``(N, *shape)``; images in 0..1.
        y: int64 ``(N,)`` class numbers, or float32 ``(N, targets)``.
        validation: Indices of the data set's own validation part, None when there is none.
    """

    x: np.ndarray[Any, np.dtype[np.float32]]
    y: np.ndarray[Any, Any]
    validation: np.ndarray[Any, np.dtype[np.int64]] | None = None


class DataProblem(ValueError):
    """Data that cannot be had; one sentence that says what is missing and where it was looked for."""


class Dataset(Entry):
    """Something to learn from."""

    @abstractmethod
    def info(self) -> DataInfo:
        """What is known without loading; cheap."""

    @abstractmethod
    def load(self, seed: int) -> RawData:
        """The samples; the same for the same parameters and seed.

        Raises:
            DataProblem: When files are missing or broken.
        """

    def load_some(self, count: int, seed: int = 0) -> RawData:
        """The first samples, for a preview; cheap even where ``load`` is not."""
        raw = self.load(seed)
        return RawData(raw.x[:count], raw.y[:count])


class Transform(Entry):
    """Preprocessing, fitted on the training split."""

    @abstractmethod
    def fit(
        self, x: np.ndarray[Any, np.dtype[np.float32]]
    ) -> tuple[np.ndarray[Any, np.dtype[np.float32]], np.ndarray[Any, np.dtype[np.float32]]]:
        """Shift and scale so that ``(x - shift) / scale`` is the prepared input; broadcast over samples.

        Args:
            x: Training inputs ``(N, *shape)``.
        """


LAYERS: Registry[Layer] = Registry("layer")
ACTIVATIONS: Registry[Activation] = Registry("activation")
INITIALIZERS: Registry[Initializer] = Registry("initializer")
LOSSES: Registry[Loss] = Registry("loss")
OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")
SCHEDULES: Registry[Schedule] = Registry("schedule")
DATASETS: Registry[Dataset] = Registry("data set")
TRANSFORMS: Registry[Transform] = Registry("transform")
