"""The playback of a race that is computed ahead: which step is shown, and the clock that moves it."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, Qt, Signal, Slot

from playground.ui.runs.timers import repeating

FRAME_MS = 16


class Playback(QObject):
    """Moves the position over the steps that are computed.

    Attributes:
        position: The step that is shown.
        computed: The last step that can be shown.
        steps: The last step of the whole race, where playing ends.
        playing: Whether the position moves by itself.
        loop: Whether it begins again at the end.
        speed: Steps per second; None for everything at once.
    """

    moved = Signal(int)
    """The new position."""
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.position = self.computed = self.steps = 0
        self.playing = self.loop = False
        self.speed: float | None = 200.0
        self._exact, self._before = 0.0, 0.0
        self._clock = repeating(self, FRAME_MS, self._tick)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)

    @property
    def at_end(self) -> bool:
        """Whether the last computed step is shown."""
        return self.position >= self.computed

    def play(self) -> None:
        """Play, from the start when the end is shown."""
        if self.position >= self.steps:
            self.seek(0)
        self._exact, self._before = float(self.position), perf_counter()
        self._set_playing(playing=True)

    def pause(self) -> None:
        """Stand still."""
        self._set_playing(playing=False)

    def seek(self, position: int) -> None:
        """Show another step, as far as they are computed."""
        position = max(0, min(position, self.computed))
        self._exact = float(position)
        if position != self.position:
            self.position = position
            self.moved.emit(position)

    def _set_playing(self, *, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self._clock.start() if playing else self._clock.stop()
            self.playing_changed.emit(playing)

    @Slot()
    def _tick(self) -> None:
        now = perf_counter()
        passed, self._before = now - self._before, now
        exact = self._exact + passed * self.speed if self.speed else float(self.computed)
        self.seek(int(exact))
        self._exact = min(exact, float(self.computed))
        if self.position >= self.steps:
            if self.loop:
                self.seek(0)
            else:
                self.pause()
