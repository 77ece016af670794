"""Declaring numbers and choices with the words that forms and messages show for them."""

from collections.abc import Callable
from copy import copy
from typing import Any

from pydantic import BaseModel, Field


def setting(  # noqa: PLR0913 - each is a word of the form that is generated from it
    default: Any,
    help: str,  # noqa: A002 - the word that a form shows
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    title: str = "",
    unit: str = "",
    log: bool = False,
    live: bool = False,
    empty: str = "",
    exclude_if: Callable[[Any], bool] | None = None,
) -> Any:
    """Declare a field of a value with its bounds and words, the only place where they are stated.

    Args:
        default: Its default.
        help: One sentence for the tool tip.
        ge: Least value. ``gt``, ``le`` and ``lt`` likewise.
        gt: Lower bound, excluded.
        le: Greatest value.
        lt: Upper bound, excluded.
        title: Label in forms and messages; by default the name with spaces.
        unit: Shown after the title, e.g. ``steps``.
        log: Offer a logarithmic slider.
        live: May be changed while training runs.
        empty: What None means, shown in its place.
        exclude_if: Values that are left out of files.
    """
    words: dict[str, Any] = {"description": help, "title": title or None, "exclude_if": exclude_if}
    extra: dict[str, Any] = {"unit": unit, "log": log, "live": live, "empty": empty}
    bounds: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt}
    return Field(default, json_schema_extra=extra, **bounds, **words)


def random_seed(help: str) -> Any:  # noqa: A002 - the word that a form shows
    """Declare a seed of random numbers."""
    return setting(0, help, ge=0, le=2**31 - 1)


def like(model: type[BaseModel], name: str, **changes: Any) -> Any:
    """Declare a field with the bounds and words of another model's field, and its default unless ``changes`` say so."""
    info = copy(model.model_fields[name])
    for attribute, value in changes.items():
        setattr(info, attribute, value)
    return info


def title_of(model: type[BaseModel], name: str) -> str:
    """Return the title of a field in forms and messages, in lower case unless it is a proper name."""
    return model.model_fields[name].title or name.replace("_", " ")


def live_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields that may be changed while training runs."""
    extras = {name: info.json_schema_extra for name, info in model.model_fields.items()}
    return tuple(name for name, extra in extras.items() if isinstance(extra, dict) and extra.get("live"))
