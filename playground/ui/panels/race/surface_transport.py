"""The bar of a race on a surface: play, step, step back, speed, and a slider to any step."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from playground.ui.panels.transport.buttons import IconButton, PlayButton
from playground.ui.panels.transport.speed_box import Speed, SpeedBox
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.jump_slider import JumpSlider
from playground.ui.widgets.steady_label import SteadyLabel

SPEEDS: tuple[Speed, ...] = (
    ("end", "To the end", None),
    ("2000", "2,000 steps/s", 2000.0),
    ("500", "500 steps/s", 500.0),
    ("200", "200 steps/s", 200.0),
    ("50", "50 steps/s", 50.0),
    ("10", "10 steps/s", 10.0),
    ("1", "1 step/s", 1.0),
)


class SurfaceRaceTransport(QWidget):
    """Buttons and the slider; independent of the race but for the number of steps."""

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
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.first = IconButton(hub, "skip-previous", "Show the start", self)
        self.back = IconButton(hub, "step-backward", "One step back", self)
        self.play = PlayButton(hub, "Play or pause", self)
        self.forth = IconButton(hub, "step-forward", "One step", self)
        self.loop = IconButton(hub, "repeat", "Loop (starts over at the end)", self)
        self.loop.setCheckable(True)
        self.speed = SpeedBox(SPEEDS, "200", "Playback speed", 140, self)
        self.slider = JumpSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Step")
        self.slider.setToolTip("Drag to any step")
        self.facts = SteadyLabel(self, least=150)
        self.facts.setProperty("role", "mono")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.message = QLabel(self)
        self.message.setProperty("role", "danger")
        self.message.setWordWrap(True)
        self.message.hide()
        self._arrange()
        self.first.clicked.connect(lambda: self.sought.emit(0))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.play.clicked.connect(self.play_clicked)
        self.forth.clicked.connect(lambda: self.stepped.emit(1))
        self.loop.toggled.connect(self.loop_changed)
        self.speed.speed_changed.connect(self.speed_changed)
        self.slider.valueChanged.connect(self.sought)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for widget in (self.first, self.back, self.play, self.forth, self.loop, self.speed):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.message, 1)
        row.addWidget(self.facts)

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
        self.play.show_running(running=playing)

    def refuse(self, message: str) -> None:
        """Show why there is no race; an empty message when there is one."""
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self.slider.setVisible(not message)
