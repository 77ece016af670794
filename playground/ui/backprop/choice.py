"""What is on paper, as it is kept between starts."""

from __future__ import annotations

from playground.app.settings import PaperChoice
from playground.ui.backprop.source_row import SourceRow
from playground.ui.backprop.values_form import ValuesForm

LONGEST = 2_000
"""Characters of a value that are kept."""


def choice_of(source: SourceRow, values: ValuesForm) -> PaperChoice:
    """Return what is chosen now."""
    names, texts = tuple(values.fields), values.texts
    return PaperChoice(
        source=source.source,
        text=source.line.text() if source.ready() is None else "",
        values=tuple((name, texts[name][:LONGEST]) for name in names if name in texts),
        unwanted=tuple(sorted(values.unwanted & set(names))),
    )
