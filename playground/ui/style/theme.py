"""Themes: colour tokens, palette and fonts, and the signal of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from playground.exchange.colors import GROUPS
from playground.paths import asset

CLASS_COLORS = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9",
    "#D55E00", "#B8A800", "#6F4FA3", "#8C6D4F", "#7A8793",
)  # fmt: skip
"""Okabe and Ito's colours, distinguishable with any colour vision; the first ones differ most."""

_CLASSES_ON_DARK = ("#3FA7E8", "#F7A541", *CLASS_COLORS[2:4], CLASS_COLORS[0], *CLASS_COLORS[5:])
"""The first two are brighter, and the fifth as dark as the first is on white."""

_OTHER_LANES = (
    "#B11834", "#6E526E", "#7F7CFB", "#65645C", "#B7A29D", "#5705FB", "#CC0598", "#E5646E",
)  # fmt: skip
_LANES_ON_LIGHT = (*CLASS_COLORS[:6], "#E0D000", "#1D2430", *_OTHER_LANES)
_LANES_ON_DARK = (*CLASS_COLORS[:6], "#F0E442", "#E6E9EF", *_OTHER_LANES)
"""Okabe and Ito's eight, with a deeper yellow on white and white instead of black on dark, and eight more
chosen by search to differ from all others with full and with red-green colour vision."""

_LIGHT_GROUPS = {
    **GROUPS,
    "Networks": GROUPS["Blocks"],
    "Activations": "#C2410C",
    "Initializers": "#6B7280",
    "Data": "#0F7B6C",
}
_DARK_GROUPS = {
    "Input & output": "#A3AEBF",
    "Dense": "#6EA0FF",
    "Convolution": "#A88BF5",
    "Pooling": "#CF8FE3",
    "Sequence": "#D9BF4F",
    "Normalization": "#3CC4BB",
    "Regularization": "#E7A25C",
    "Merge": "#EE7DB8",
    "Shape": "#97C75A",
    "Blocks": "#5CB8F0",
    "Networks": "#5CB8F0",
    "Activations": "#FF9466",
    "Initializers": "#9CA3AF",
    "Data": "#48C2AE",
}


@dataclass(frozen=True)
class Theme:
    """The tokens of a theme; colours are ``#RRGGBB``, sizes are pixels at scale 1.

    ``text`` and ``muted`` are readable (contrast >= 4.5) on window, panel, raised, field, hover and selection;
    ``accent``, ``danger``, ``warning`` and ``success`` on window, panel and raised; ``accent_text`` on accent.
    """

    name: str
    window: str
    panel: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    danger: str
    warning: str
    success: str
    grid: str
    canvas: str
    canvas_dot: str
    wire: str
    positive: str
    zero: str
    negative: str
    field: str
    field_border: str
    hover: str
    pressed: str
    selection: str
    groups: Mapping[str, str]
    lane_colors: tuple[str, ...]
    class_colors: tuple[str, ...] = CLASS_COLORS
    small_px: int = 11
    base_px: int = 13
    family: str = "Inter"
    mono: str = "JetBrains Mono"

    @property
    def dark(self) -> bool:
        """Whether text is light on dark panels."""
        return self.name == "dark"

    @property
    def disabled(self) -> str:
        """Colour of disabled text."""
        return blend(self.muted, self.panel, 0.45)


LIGHT = Theme(
    name="light", window="#F3F5F8", panel="#FFFFFF", raised="#F7F8FA", border="#D9DDE3", text="#1D2430",
    muted="#5B6576", accent="#2563EB", accent_text="#FFFFFF", danger="#C62F2F", warning="#9A5B00",
    success="#14804A", grid="#E4E8EE", canvas="#FAFBFC", canvas_dot="#D5DAE2", wire="#98A2B3",
    positive="#E69F00", zero="#E8EAEB", negative="#0072B2", field="#FFFFFF", field_border="#C3CAD5",
    hover="#EDF0F4", pressed="#E1E6ED", selection="#DCE8FE", groups=_LIGHT_GROUPS,
    lane_colors=_LANES_ON_LIGHT,
)  # fmt: skip
DARK = Theme(
    name="dark", window="#14171C", panel="#1B1F26", raised="#232831", border="#323945", text="#E6E9EF",
    muted="#98A2B3", accent="#6EA0FF", accent_text="#0E1420", danger="#FF7B72", warning="#F2B14C",
    success="#4CC38A", grid="#2A303A", canvas="#161A20", canvas_dot="#2B313B", wire="#667085",
    positive="#F7A541", zero="#2F353F", negative="#3FA7E8", field="#14181E", field_border="#414A58",
    hover="#282E38", pressed="#313845", selection="#24385C", groups=_DARK_GROUPS,
    lane_colors=_LANES_ON_DARK, class_colors=_CLASSES_ON_DARK,
)  # fmt: skip
THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}
LARGE: Mapping[str, Theme] = {name: replace(theme, small_px=14, base_px=17) for name, theme in THEMES.items()}
"""The themes with type that is read from the last row of a lecture hall."""


class ThemeHub(QObject):
    """Holds the current theme and signals its changes."""

    changed = Signal(object)
    """The new Theme."""

    def __init__(self, choice: str = "light", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice, self._large = choice, False
        self._theme = resolve(choice)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)

    @property
    def theme(self) -> Theme:
        """The current theme."""
        return self._theme

    @property
    def choice(self) -> str:
        """``light``, ``dark`` or ``system``."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Switch to ``light``, ``dark`` or ``system``."""
        self._choice = choice
        self._set_theme(resolve(choice))

    def enlarge(self, *, large: bool) -> None:
        """Use large type, for a lecture hall, or the usual one."""
        self._large = large
        self._set_theme(resolve(self._choice))

    def _on_system_changed(self) -> None:
        if self._choice == "system":
            self._set_theme(resolve("system"))

    def _set_theme(self, theme: Theme) -> None:
        theme = LARGE[theme.name] if self._large else theme
        if theme is not self._theme:
            self._theme = theme
            self.changed.emit(theme)


def resolve(choice: str) -> Theme:
    """Return the theme of a choice; ``system`` asks the desktop."""
    if choice == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return THEMES.get(choice, LIGHT)


def load_fonts() -> None:
    """Load the bundled fonts; needs a QGuiApplication."""
    for file in sorted(asset("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))


def base_font(theme: Theme) -> QFont:
    """Return the font of the whole window."""
    font = QFont(theme.family)
    font.setPixelSize(theme.base_px)
    return font


def small_font(theme: Theme) -> QFont:
    """Return the font of ticks, marks and captions."""
    font = QFont(theme.family)
    font.setPixelSize(theme.small_px)
    return font


def mono_font(theme: Theme, pixels: int | None = None) -> QFont:
    """Return the monospaced font, for numbers that must not jump."""
    font = QFont(theme.mono)
    font.setPixelSize(pixels or theme.small_px)
    return font


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme, for everything that the style sheet does not cover."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.text,
        role.Link: theme.accent,
        role.Mid: theme.border,
        role.Light: theme.raised,
        role.Dark: theme.border,
    }
    result = QPalette()
    for which, color in colors.items():
        result.setColor(which, QColor(color))
    for which in (role.Text, role.WindowText, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(blend(theme.muted, theme.window, 0.4)))
    return result


def blend(first: str, second: str, share: float) -> str:
    """Blend two colours: ``share`` 0 is the first, 1 the second; as ``#RRGGBB``."""
    a, b = QColor(first), QColor(second)
    channels = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    parts = (u + (v - u) * share for u, v in channels)
    return "#" + "".join(f"{round(part):02X}" for part in parts)


@lru_cache(maxsize=1024)
def readable_on(background: str) -> str:
    """Return the colour of text on a coloured background: black or white, whichever has more contrast."""
    return max(("#FFFFFF", "#000000"), key=lambda color: contrast(color, background))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""

    def luminance(name: str) -> float:
        color = QColor(name)
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
