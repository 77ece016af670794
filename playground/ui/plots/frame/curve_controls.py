"""The controls above the curves of a race: which quantity, over what, and a logarithmic axis."""

from collections.abc import Iterable

from PySide6.QtCore import Signal

from playground.ui.plots.frame.controls import Segmented, button
from playground.ui.plots.frame.header import Header

Choice = tuple[str, tuple[str, str]]
"""A key, with title and tool tip."""


class CurveControls(Header):
    """A header in which the user chooses what curves show.

    Args:
        quantities: What can be shown.
        axes: What it can be shown over.
    """

    changed = Signal()
    """The user has chosen something else."""

    def __init__(self, quantities: Iterable[Choice], axes: Iterable[Choice]) -> None:
        super().__init__()
        self.quantity, self.against = _segmented(quantities), _segmented(axes)
        self.log = button("Log", "Logarithmic axis", checkable=True, checked=True)
        self.add(self.quantity)
        self.push_right()
        self.add_options(self.against, self.log)
        for choice in (self.quantity, self.against):
            choice.chosen.connect(self.changed)
        self.log.toggled.connect(self.changed)


def _segmented(choices: Iterable[Choice]) -> Segmented:
    known = dict(choices)
    return Segmented(
        {key: title for key, (title, _) in known.items()}, {key: tip for key, (_, tip) in known.items()}
    )
