"""What is on paper, as it is kept between starts."""

from __future__ import annotations

from playground.app.settings import PaperChoice
from playground.backprop.ready import READY
from playground.ui.backprop.source_row import NETWORK, OWN, SourceRow
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


def show_ready(key: str, source: SourceRow, values: ValuesForm) -> None:
    """Show a ready-made expression in the fields; the first one where there is none of that key."""
    ready = next((each for each in READY if each.key == key), READY[0])
    source.choose(ready.key)
    source.line.setText(ready.text)
    values.set_choice(ready.values, ready.unwanted)


def restore(choice: PaperChoice, source: SourceRow, values: ValuesForm) -> None:
    """Show in the fields what was kept."""
    if choice.source in {NETWORK, *(ready.key for ready in READY)}:
        source.choose(choice.source)
    if choice.text:
        source.choose(OWN if choice.source != NETWORK else NETWORK)
        source.line.setText(choice.text)
        values.set_choice(dict(choice.values), choice.unwanted)
    elif choice.source != NETWORK:
        show_ready(choice.source, source, values)
