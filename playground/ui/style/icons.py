"""Icons of the bundled Material Design set, in the colours of the theme."""

import qtawesome
from PySide6.QtGui import QIcon

from playground.ui.style.theme import Theme, blend


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """An icon, e.g. ``icon("play", theme)`` for ``mdi6.play``.

    Args:
        name: Without the set's prefix.
        theme: Gives the colours of the normal, hovered and disabled states.
        color: ``#RRGGBB`` instead of the text colour.
    """
    normal = color or theme.text
    faint = blend(normal, theme.panel, 0.6)
    made: QIcon = qtawesome.icon(f"mdi6.{name}", color=normal, color_disabled=faint)
    return made
