"""Predictions for some samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import Floats, Integers
from playground.export.html_table import html_table

SHOWN_ROWS, SHOWN_CLASSES = 10, 10
"""Samples and classes that a notebook shows, the first ones."""


@dataclass(frozen=True, eq=False, repr=False)
class Prediction:
    """What a network predicts for N samples.

    Attributes:
        scores: Class probabilities ``(N, classes)`` that sum to 1, or values ``(N, targets)`` in the targets' own
            unit.
        class_names: Names of the classes; empty for regression.
        target_names: Names of the targets; empty for classification.
    """

    scores: Floats
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def probabilities(self) -> Floats:
        """Class probabilities, ``(N, classes)``; raises ValueError for regression."""
        if not self.class_names:
            raise ValueError("The network predicts numbers, which are in “values”; there are no classes.")
        return self.scores

    @property
    def values(self) -> Floats:
        """Values in the targets' own unit, ``(N, targets)``; raises ValueError for classification."""
        if self.class_names:
            raise ValueError("The network predicts classes, which are in “classes” and “probabilities”.")
        return self.scores

    @property
    def indices(self) -> Integers:
        """Numbers of the most probable classes, ``(N,)``."""
        return np.asarray(self.probabilities.argmax(1), np.int64)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the most probable classes, one for each sample."""
        return tuple(self.class_names[place] for place in self.indices)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the columns of ``scores`` are: classes or targets."""
        return self.class_names or self.target_names

    def __repr__(self) -> str:
        """The first predictions in one line."""
        more = ", ..." if len(self) > 3 else ""
        if self.class_names:
            pairs = zip(self.classes[:3], self.scores[:3].max(1), strict=True)
            return f"Prediction({', '.join(f'{name!r} {share:.3g}' for name, share in pairs)}{more})"
        rows = (", ".join(f"{value:.4g}" for value in row) for row in self.scores[:3])
        return f"Prediction({'; '.join(rows)}{more})"

    def _repr_html_(self) -> str:
        """The first predictions as a notebook shows them."""
        shown = slice(0, SHOWN_CLASSES)
        heads = [*(["Class"] if self.class_names else []), *self.columns[shown]]
        named = [[name] for name in self.classes] if self.class_names else [[] for _ in self.scores]
        rows = [
            [*name, *(f"{value:.4g}" for value in row[shown])]
            for name, row in zip(named[:SHOWN_ROWS], self.scores[:SHOWN_ROWS], strict=True)
        ]
        left = len(self) - len(rows)
        return html_table(heads, rows) + (f"<p>and {left:,} more</p>" if left else "")
