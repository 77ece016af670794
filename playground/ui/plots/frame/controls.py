"""The small controls in the header of every plot, all in one style."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from playground.ui.plots.frame.flow_row import ROW
from playground.ui.style.theme import Theme, blend
from playground.ui.widgets.jump_slider import JumpSlider


def button(text: str, tip: str, *, checkable: bool = False, checked: bool = False) -> QToolButton:
    """Make a small flat button with a text."""
    made = QToolButton()
    made.setText(text)
    made.setToolTip(tip)
    made.setAccessibleName(text)
    made.setCheckable(checkable)
    made.setChecked(checked)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setFixedHeight(ROW - 2)
    return made


class Segmented(QWidget):
    """A row of buttons of which exactly one is down.

    Args:
        choices: Text by key.
        tips: Tool tip by key.
    """

    chosen = Signal(str)
    """Key of the button that the user pressed."""

    def __init__(self, choices: Mapping[str, str], tips: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.setObjectName("segmented")
        self._buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(choices) - 1
        for place, (key, text) in enumerate(choices.items()):
            made = button(text, (tips or {}).get(key, ""), checkable=True, checked=not self._buttons)
            made.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            made.setProperty("place", "first" if place == 0 else "last" if place == last else "middle")
            group.addButton(made)
            row.addWidget(made)
            self._buttons[key] = made

    @property
    def current(self) -> str:
        """Key of the button that is down."""
        return next(key for key, made in self._buttons.items() if made.isChecked())

    def choose(self, key: str) -> None:
        """Press a button without emitting ``chosen``."""
        self._buttons[key].setChecked(True)

    def offer(self, keys: Collection[str]) -> None:
        """Show the buttons of these keys only."""
        offered = [key for key in self._buttons if key in keys]
        for key, made in self._buttons.items():
            made.setVisible(key in offered)
            place = "first" if key in offered[:1] else "last" if key in offered[-1:] else "middle"
            if made.property("place") != place:
                made.setProperty("place", place)
                made.style().unpolish(made)
                made.style().polish(made)

    def set_available(self, key: str, *, available: bool) -> None:
        """Enable or disable a button."""
        self._buttons[key].setEnabled(available)


class Chip(QToolButton):
    """A legend entry with a swatch and a name; a click shows or hides what it stands for.

    Args:
        text: The name.
        swatch: ``line``, ``faint`` (a thin pale line), ``dashed``, ``dot`` or ``ring``.
        interactive: Whether a click does anything.
    """

    def __init__(self, text: str, swatch: str = "line", *, interactive: bool = True) -> None:
        super().__init__()
        self.set_name(text)
        self.setCheckable(interactive)
        self.setChecked(interactive)
        self.setEnabled(interactive)
        self.setProperty("chip", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if interactive else Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(ROW - 2)
        self.setIconSize(QSize(12, 12))
        self._swatch = swatch
        self._colors = ("", "")

    def set_name(self, text: str) -> None:
        """Set the name."""
        self.setText(text)
        self.setAccessibleName(text)

    def set_color(self, color: str, pale: str) -> None:
        """Set the colour of the swatch, and its colour while hidden; Qt caches the pictures of every new icon."""
        if (color, pale) == self._colors:
            return
        self._colors = color, pale
        self.setProperty("legendColor", color)  # for the legend below saved pictures
        icon = QIcon(self._drawn(color))
        if self.isCheckable():
            icon = QIcon()
            icon.addPixmap(self._drawn(color), QIcon.Mode.Normal, QIcon.State.On)
            icon.addPixmap(self._drawn(pale), QIcon.Mode.Normal, QIcon.State.Off)
        else:
            icon.addPixmap(self._drawn(color), QIcon.Mode.Disabled)
        self.setIcon(icon)

    def _drawn(self, color: str) -> QPixmap:
        picture = QPixmap(24, 24)
        picture.setDevicePixelRatio(2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn = QColor(color)
        if self._swatch in {"line", "faint"}:
            drawn.setAlphaF(0.5 if self._swatch == "faint" else 1.0)
            painter.setPen(QPen(drawn, 1.5 if self._swatch == "faint" else 2.5, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPoint(2, 6), QPoint(10, 6))
        elif self._swatch == "dashed":
            painter.setPen(QPen(drawn, 1.5))
            for left in (1, 5, 9):
                painter.drawLine(QPoint(left, 6), QPoint(left + 2, 6))
        elif self._swatch == "ring":
            painter.setPen(QPen(drawn, 1.5))
            painter.drawEllipse(QRect(2, 2, 8, 8))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(drawn)
            painter.drawEllipse(QRect(2, 2, 9, 9))
        painter.end()
        return picture


class LabelledSlider(QWidget):
    """A short slider between its name and its value; positions run from 0 to 100."""

    moved = Signal(int)

    def __init__(self, name: str, tip: str, position: int) -> None:
        super().__init__()
        self.slider = JumpSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(position)
        self.slider.setFixedWidth(60)
        self.slider.setAccessibleName(name)
        self._value = QLabel()
        self._value.setMinimumWidth(30)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(QLabel(name))
        row.addWidget(self.slider)
        row.addWidget(self._value)
        self.setToolTip(tip)
        self.setFixedHeight(ROW)
        self.slider.valueChanged.connect(self.moved)

    def show_value(self, text: str) -> None:
        """Show the value as text."""
        self._value.setText(text)


def style(theme: Theme) -> str:
    """Return the style sheet of a plot panel."""
    return f"""
    #plotPanel {{ background: {theme.panel}; }}
    #plotHeader, #plotHeader QLabel, #plotHint, #plotCaption {{
        background: transparent; color: {theme.muted}; font-size: {theme.small_px}px; }}
    #plotCaption {{ padding: 0 10px 4px 10px; }}
    #plotWaiting {{ background: {theme.panel}; color: {theme.muted}; font-size: {theme.base_px}px; }}
    #plotHint {{ font-size: {theme.base_px}px; padding: 24px; }}
    #plotHeader QToolButton {{
        color: {theme.muted}; background: transparent; border: 1px solid transparent; border-radius: 4px;
        padding: 0 5px; margin: 0; font-size: {theme.small_px}px; }}
    #plotHeader QToolButton:hover {{ background: {theme.raised}; color: {theme.text}; }}
    #plotHeader QToolButton:checked {{
        background: {theme.raised}; color: {theme.text}; border-color: {theme.border}; }}
    #plotHeader QToolButton:disabled {{ color: {blend(theme.muted, theme.panel, 0.5)}; }}
    #plotHeader QToolButton:focus {{ border-color: {theme.accent}; }}
    #plotHeader QToolButton[chip="true"] {{ color: {theme.muted}; padding: 0 2px; }}
    #plotHeader QToolButton[chip="true"]:checked {{
        background: transparent; border-color: transparent; color: {theme.text}; }}
    #plotHeader QToolButton[chip="true"]:disabled {{ color: {theme.text}; }}
    #plotHeader QToolButton[chip="true"]:hover:enabled {{ background: {theme.raised}; }}
    #plotHeader #segmented QToolButton {{
        border-radius: 0; border-color: {theme.border}; margin-left: -1px; }}
    #plotHeader #segmented QToolButton:checked {{ color: {theme.accent}; }}
    #plotHeader #segmented QToolButton[place="first"] {{
        border-top-left-radius: 4px; border-bottom-left-radius: 4px; margin-left: 0; }}
    #plotHeader #segmented QToolButton[place="last"] {{
        border-top-right-radius: 4px; border-bottom-right-radius: 4px; }}
    #plotDrawer {{ background: {theme.panel}; border: 1px solid {theme.border}; }}
    #plotReadout {{
        background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; border-radius: 6px;
        padding: 6px 8px; font-size: {theme.small_px}px; }}
    """
