"""The bar of a race: play, step, step back, speed, and a slider to any step."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.steady_label import SteadyLabel

SPEEDS: tuple[tuple[str, str, float | None], ...] = (
    ("end", "To the end", None),
    ("2000", "2,000 steps/s", 2000.0),
    ("500", "500 steps/s", 500.0),
    ("200", "200 steps/s", 200.0),
    ("50", "50 steps/s", 50.0),
    ("10", "10 steps/s", 10.0),
    ("1", "1 step/s", 1.0),
)


class RaceTransport(QWidget):
    """Buttons and the slider; knows nothing of races but the number of steps."""

    play_clicked = Signal()
    stepped = Signal(int)
    """By how many steps."""
    sought = Signal(int)
    """The step to show."""
    speed_changed = Signal(object)
    """Steps per second, None for at once."""
    loop_changed = Signal(bool)

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub, self._playing = hub, False
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.first = self._tool("Show the start (Home)", self.sought, 0)
        self.back = self._tool("One step back (←)", self.stepped, -1)
        self.play = self._tool("Play or pause (Space)", self.play_clicked)
        self.play.setProperty("role", "primary")
        self.play.setFixedSize(64, 36)
        self.play.setIconSize(QSize(22, 22))
        self.forth = self._tool("One step (→)", self.stepped, 1)
        self.loop = QToolButton(self)
        self.loop.setCheckable(True)
        self.loop.setToolTip("Begin again at the end")
        self.loop.setAccessibleName("Loop")
        self.loop.setFixedSize(36, 36)
        self.loop.setIconSize(QSize(18, 18))
        self.loop.toggled.connect(self.loop_changed)
        self.speed = ChoiceBox(self)
        self.speed.offer_words((key, title) for key, title, _ in SPEEDS)
        self.speed.show_key("200")
        self.speed.setToolTip("How fast the race is played")
        self.speed.setAccessibleName("Speed")
        self.speed.setFixedWidth(140)
        self.speed.chosen.connect(self._tell_speed)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Step")
        self.slider.setToolTip("Drag to any step")
        self.slider.valueChanged.connect(self.sought)
        self.facts = SteadyLabel(self, least=150)
        self.facts.setProperty("role", "mono")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.message = QLabel(self)
        self.message.setProperty("role", "danger")
        self.message.setWordWrap(True)
        self.message.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for widget in (self.first, self.back, self.play, self.forth, self.loop, self.speed):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.message, 1)
        row.addWidget(self.facts)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)

    def _tool(self, tip: str, signal: SignalInstance, *given: int) -> QToolButton:
        made = QToolButton(self)
        made.setToolTip(tip)
        made.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        made.setIconSize(QSize(18, 18))
        made.setFixedSize(36, 36)
        made.clicked.connect(lambda: signal.emit(*given))
        return made

    # --- what is shown ---------------------------------------------------------------------------

    def show_position(self, position: int, computed: int, total: int) -> None:
        """Show the step, and how far steps are computed."""
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, total)
            self.slider.setPageStep(max(1, total // 20))
            self.slider.setValue(position)
        ready = "" if computed >= total else f"  computed {computed:,}"
        self.facts.setText(f"step {position:,} / {total:,}{ready}")

    def show_playing(self, playing: bool) -> None:  # noqa: FBT001 - a slot
        """Show whether the race is played."""
        self._playing = playing
        self._restyle(self._hub.theme)

    def refuse(self, message: str) -> None:
        """Say why there is no race; an empty message says that there is one."""
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self.slider.setVisible(not message)

    def _tell_speed(self, key: str) -> None:
        self.speed_changed.emit(next(speed for name, _, speed in SPEEDS if name == key))

    def _restyle(self, theme: Theme) -> None:
        for button, name in (
            (self.first, "skip-previous"),
            (self.back, "step-backward"),
            (self.forth, "step-forward"),
            (self.loop, "repeat"),
        ):
            button.setIcon(icon(name, theme))
        self.play.setIcon(icon("pause" if self._playing else "play", theme, theme.accent_text))
