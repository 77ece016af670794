"""The base class of every value in a project: frozen, strict about its fields, finite in its numbers."""

import warnings
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from playground.spec.problems import SpecProblem, first_mistake

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

Value = bool | int | float | str
"""The types of parameters of catalog entries."""
MOST_PARAMS = 100
"""Parameters of one entry; no entry of the catalog comes near."""
Params = Annotated[dict[str, Value], Field(max_length=MOST_PARAMS)]
Kind = Annotated[str, Field(max_length=500)]
"""Name of an entry of the catalog."""
FARTHEST = 1e6
"""Largest coordinate on the canvas, in pixels; a chain of as many nodes as a network can have is shorter."""


class MovedToEdge(UserWarning):
    """A node stood beyond the edge of the canvas and was moved to it."""


def _on_canvas(value: float) -> float:
    if abs(value) <= FARTHEST:
        return value
    words = f"The coordinate {value:g} lies beyond the edge of the canvas; the node was moved to the edge."
    warnings.warn(words, MovedToEdge, stacklevel=2)
    return max(-FARTHEST, min(FARTHEST, value))


Position = Annotated[float, AfterValidator(_on_canvas)]
"""A coordinate on the canvas; what lies farther out is moved to the edge, with a warning."""


class _Refusing(ModelMetaclass):
    """Turns pydantic's errors into one sentence."""

    def __call__(self, *values: Any, **fields: Any) -> Any:
        """Make one."""
        try:
            return super().__call__(*values, **fields)
        except ValidationError as error:
            raise SpecProblem(f"{self.__name__}: {first_mistake(error, fields)}") from None


class Frozen(BaseModel, metaclass=_Refusing):
    """An immutable value. Unknown fields and non-finite numbers are refused.

    Raises:
        SpecProblem: When a value is refused; one sentence that names the place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def with_(self, **changes: object) -> Self:
        """Return a copy with some fields replaced, validated again."""
        return type(self)(**{**dict(self), **changes})


class Choice(Frozen):
    """One entry of the catalog with its parameters, e.g. kind ``adam`` with ``{"learning_rate": 0.01}``.

    Parameters left out have the entry's default.
    """

    kind: Kind
    params: Params = Field(default_factory=dict)

    def with_params(self, **changes: Value) -> Self:
        """Return a copy with some parameters replaced."""
        return self.with_(params={**self.params, **changes})
