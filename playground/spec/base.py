"""The base of every value in a project: frozen, strict about its fields, finite in its numbers."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

Value = bool | int | float | str
"""What a parameter of a catalog entry may be; everything that JSON can say plainly."""


class Frozen(BaseModel):
    """An immutable value. Unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def with_(self, **changes: object) -> Self:
        """A copy with some fields replaced, validated again."""
        return type(self).model_validate({**dict(self), **changes})


class Choice(Frozen):
    """One entry of the catalog with its parameters, e.g. kind ``adam`` with ``{"learning_rate": 0.01}``.

    Parameters left out have the entry's default.
    """

    kind: str
    params: dict[str, Value] = Field(default_factory=dict)

    def with_params(self, **changes: Value) -> Self:
        """A copy with some parameters replaced."""
        return self.with_(params={**self.params, **changes})
