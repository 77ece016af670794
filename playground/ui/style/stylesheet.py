"""The style sheet of the whole window, made from a theme's tokens.

The dynamic property ``role`` selects the style of a widget. Labels: ``title``, ``heading``, ``section``, ``muted``,
``caption``, ``mono``, ``number``, ``danger``, ``refusal``, ``warning``, ``success``, ``chip``. Buttons: ``primary``,
``ghost``, ``danger``, ``chip``; tool buttons also ``header``, ``swatch``. Frames: ``card``, ``problem``, ``line``,
``popup``, ``banner``; text fields: ``formula``; any widget: ``panel``.
A field with invalid text has the property ``wrong``.
"""

from PySide6.QtWidgets import QApplication

from playground.ui.style import container_styles as containers
from playground.ui.style import control_styles as controls
from playground.ui.style.theme import Theme, base_font, palette


def apply(app: QApplication, theme: Theme) -> None:
    """Apply a theme to the whole program."""
    app.setFont(base_font(theme))
    app.setPalette(palette(theme))
    app.setStyleSheet(qss(theme))


def qss(theme: Theme) -> str:
    """Return the style sheet for QApplication."""
    parts = (
        containers.windows,
        controls.labels,
        controls.buttons,
        controls.tool_buttons,
        controls.fields,
        controls.spin_boxes,
        controls.combos,
        controls.sliders,
        controls.ticks,
        containers.tabs,
        containers.docks,
        containers.scroll_bars,
        containers.menus,
        containers.item_views,
        containers.progress_and_groups,
    )
    return "\n".join(part(theme) for part in parts)
