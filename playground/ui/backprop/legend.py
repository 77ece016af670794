"""What the colours of the graph mean, in one line."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from playground.ui.style.theme import Theme


class Legend(QLabel):
    """A line of swatches with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(10, 2, 10, 5)
        self.setMinimumWidth(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paint_colors(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        groups, orange = theme.groups, theme.groups["Activations"]
        swatches = (
            (groups["Pooling"], "▌", "input"),
            (groups["Dense"], "▌", "parameter"),
            (theme.muted, "▌", "constant"),
            (groups["Input & output"], "▌", "result"),
            (orange, "■", "derivative asked for"),
            (orange, "┄┄", "derivative only intermediate"),
        )
        parts = [
            f"<span style='color:{color}'>{sign}</span>&nbsp;{name}".replace(" ", "&nbsp;").replace(
                "span&nbsp;", "span "
            )
            for color, sign, name in swatches
        ]
        style = f"color:{theme.muted};font-size:{theme.small_px}px"
        self.setText(f"<span style='{style}'>{'&nbsp;&nbsp;&nbsp; '.join(parts)}</span>")
