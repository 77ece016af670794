"""Catalog entries, the declaration of their parameters, and the registry that holds them.

An entry is a frozen pydantic model: its fields are the parameters a user can set. Palette, inspector form,
validation, saving and contract tests follow from it. Registering is one decorator, and the name of the entry's
module in ``MODULES`` of its folder; modules are imported when an entry of theirs is first needed.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from inspect import isabstract
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from playground.spec.base import Choice, Value


def param(  # noqa: PLR0913 - each shows in the generated form
    default: Any,
    help: str,  # noqa: A002 - named as in the form
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    unit: str = "",
    log: bool = False,
    title: str = "",
    live: bool = False,
    own_field: bool = False,
    browse: Literal["", "file", "folder"] = "",
    empty: str = "",
    syntax: Literal["", "formula"] = "",
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
        log: Offer a logarithmic slider; a lower bound of 0 is then its left end.
        title: Label in the form; by default the name with spaces.
        live: May be changed while training runs.
        own_field: Set by a dedicated widget, so that generated forms leave it out.
        browse: Offer a dialog to choose a file or a folder.
        empty: Placeholder that says what an empty text means.
        syntax: Syntax of a text: a ``formula`` in x and y, see ``catalog.expression``.
    """
    extra: dict[str, Any] = {"unit": unit, "log": log, "live": live, "own_field": own_field}
    extra |= {"browse": browse, "empty": empty, "syntax": syntax}
    return Field(
        default, description=help, ge=ge, gt=gt, le=le, lt=lt, title=title or None, json_schema_extra=extra
    )


class Entry(BaseModel):
    """Base of all entries. Class attributes describe the entry, fields are its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

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
    """An unknown catalog entry, or a parameter that an entry refuses; the message is one sentence.

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
    "string_type": "text",
}
"""What pydantic's errors ask for, by type; names in braces come from the context of the error."""


def _refusal(entry: type[Entry], details: Mapping[str, Any]) -> UnknownEntry:
    """Describe the first error of a validation."""
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
    """All entries of one kind, by their key, in the order of the modules of their folder.

    A module is imported when an entry is looked up by its name, all modules when all entries are needed: importing
    the whole catalog takes a quarter of a second.
    """

    def __init__(self, noun: str, folder: str = "") -> None:
        """Begin without entries.

        Args:
            noun: What an entry is called.
            folder: Folder in ``catalog`` whose ``MODULES`` define entries; empty for none but those registered.
        """
        self.noun = noun
        self._folder = f"playground.catalog.{folder}" if folder else ""
        self._entries: dict[str, type[Any]] = {}
        self._complete = not folder

    def register(self, key: str, *, title: str, group: str) -> Callable[[type[Any]], type[Any]]:
        """Class decorator that registers an entry under a key, with a title and a palette group.

        Raises:
            TypeError: When the class leaves a method abstract.
        """

        def note(entry: type[Any]) -> type[Any]:
            assert key not in self._entries, f"two {self.noun} entries are called {key}"
            if isabstract(entry):
                missing = ", ".join(sorted(entry.__abstractmethods__))
                raise TypeError(f"{entry.__name__} must define {missing}")
            entry.key, entry.title, entry.group = key, title, group
            self._entries[key] = entry
            return entry

        return note

    def load(self) -> None:
        """Import all modules of the folder."""
        if self._complete:
            return
        places = {f"{self._folder}.{name}": place for place, name in enumerate(self._modules())}
        for module in places:
            import_module(module)
        last = len(places)
        self._entries = dict(
            sorted(self._entries.items(), key=lambda item: places.get(item[1].__module__, last))
        )
        self._complete = True

    def _modules(self) -> tuple[str, ...]:
        modules: tuple[str, ...] = import_module(self._folder).MODULES
        return modules

    def _find(self, key: str) -> type[Any] | None:
        """Look in the module of that name, then in all."""
        if key not in self._entries and not self._complete:
            if key in self._modules():
                import_module(f"{self._folder}.{key}")
            if key not in self._entries:
                self.load()
        return self._entries.get(key)

    def __iter__(self) -> Iterator[type[E_co]]:
        self.load()
        return iter(self._entries.values())

    def __contains__(self, key: str) -> bool:
        return self._find(key) is not None

    def __len__(self) -> int:
        self.load()
        return len(self._entries)

    def entry(self, key: str) -> type[E_co]:
        """The class of an entry.

        Raises:
            UnknownEntry: When there is none of that key.
        """
        entry = self._find(key)
        if entry is None:
            raise UnknownEntry(f"There is no {self.noun} called “{key}”.")
        return entry

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
