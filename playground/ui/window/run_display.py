"""Everything in the window that shows the run: views, transport, banner and status bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from playground.engine.events.run import (
    DataLoading,
    Evaluated,
    Event,
    Message,
    Preparing,
    RunState,
    Started,
    StateChanged,
)
from playground.ui.panels.transport.run_transport import RunTransport
from playground.ui.runs.run_controller import RunController
from playground.ui.runs.run_edits import RunEdits
from playground.ui.window.banner import Banner
from playground.ui.window.docks.live_views import LiveViews
from playground.ui.window.status import StatusBar
from playground.ui.window.tool_windows import ToolWindows

STALE_GOES = "This run continues with the network as it was; “Restart with changes” trains the edited one."
STALE_RESTS = "This run is that of the network as it was; “Restart with changes” trains the edited one."
STALE = {
    RunState.RUNNING: STALE_GOES,
    RunState.PAUSED: STALE_RESTS,
    RunState.FINISHED: STALE_RESTS,
}
"""What is said after an edit, by what the run does."""
BUILDING = "building the network"
SLOW_MS = 400
"""What takes longer than this before a run is ready is shown."""
CANCELED = "The preparation of this run was canceled; play begins it again."
RESTARTED = "Restarted with your changes, from the same seed."


class RunDisplay(QObject):
    """Passes on what a run does, and gives its controller what people press.

    Args:
        runs: The runs.
        edits: What buttons change in the project.
        transport: Buttons, state and progress.
        banner: What went wrong.
        status: One-line messages.
        live: The views of events.
        tools: Windows of their own that show events.
        refresh: Called after each change of state.
    """

    def __init__(
        self,
        runs: RunController,
        edits: RunEdits,
        transport: RunTransport,
        banner: Banner,
        status: StatusBar,
        *,
        live: LiveViews,
        tools: ToolWindows,
        refresh: Callable[[], object],
    ) -> None:
        super().__init__(transport)
        self._runs, self._transport, self._banner, self._status = runs, transport, banner, status
        self._live, self._tools, self._refresh = live, tools, refresh
        self._doing, self._shown = "", False
        self._slow = QTimer(self, interval=SLOW_MS)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._on_slow)
        transport.play_clicked.connect(runs.toggle)
        transport.step_clicked.connect(runs.step)
        transport.epoch_clicked.connect(runs.epoch)
        transport.reset_clicked.connect(runs.reset)
        transport.new_seed_clicked.connect(edits.new_seed)
        transport.restart_clicked.connect(edits.restart_with_changes)
        transport.cancel_clicked.connect(self._on_cancel_clicked)
        transport.speed_changed.connect(runs.set_speed)
        banner.fix_clicked.connect(edits.apply_fix)
        runs.frame.connect(self._on_events)
        runs.state_changed.connect(self.show_state)
        runs.stale_changed.connect(self._on_stale)
        runs.refused.connect(self._on_refused)
        runs.restarted.connect(self._on_restarted)
        runs.cleared.connect(self._on_cleared)
        runs.building.connect(self._on_building)

    @Slot(list)
    def _on_events(self, events: Sequence[Event]) -> None:
        self._live.consume(events)
        self._transport.consume(events)
        self._tools.consume(events)
        doing = [(event, word) for event in events if (word := _doing_after(event)) is not None]
        if doing:
            event, word = doing[-1]
            self._wait_for(word)
            if isinstance(event, Preparing):
                self._transport.consume([event])  # how far it is
        for event in events:
            if isinstance(event, Message):
                self._status.say(event.text)

    @Slot()
    def _on_cleared(self) -> None:
        self._live.clear()
        self._transport.clear()
        self._wait_for("")

    @Slot()
    def _on_building(self) -> None:
        if self._runs.state is RunState.READY:
            self._transport.show_begun()
        self._wait_for(BUILDING)

    def _wait_for(self, doing: str) -> None:
        """Note what the run does before it can train; if it takes long, that is shown."""
        known, self._doing = doing == self._doing, doing
        self._shown = self._shown and bool(doing)
        self._slow.stop()
        if self._shown and not known:
            self._on_slow()
        elif doing and not self._shown:
            self._slow.start()

    @Slot()
    def _on_slow(self) -> None:
        if self._runs.control is not None and self._runs.state is RunState.READY:
            self._shown = True
            self._transport.show_preparing(self._doing)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._runs.cancel()
        self._wait_for("")
        self._transport.clear()
        self._transport.facts.say("preparation canceled")
        self._status.say(CANCELED)

    @Slot()
    def _on_restarted(self) -> None:
        self._status.say(RESTARTED)

    @Slot()
    def show_state(self) -> None:
        """Show what the run does, and what went wrong."""
        runs = self._runs
        fix = runs.fix.label if runs.fix is not None else ""
        self._transport.show_state(runs.state, stale=runs.stale, play_waits=runs.play_waits)
        self._banner.show_message(runs.message, fix)
        said = self._status.currentMessage()
        if said in STALE.values() and said != self._stale_words:
            self._status.say(self._stale_words)
        self._refresh()

    @property
    def _stale_words(self) -> str:
        return STALE.get(self._runs.state, "") if self._runs.stale else ""

    @Slot(bool)
    def _on_stale(self, stale: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.show_state()
        if stale and self._stale_words:
            self._status.say(self._stale_words)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._banner.show_message("")  # the same sentence as before is shown again if it was closed
        self._banner.show_message(sentence)
        self._status.say(sentence)


def _doing_after(event: Event) -> str | None:
    """Return what a run does after an event and before it can train; None when the event does not say."""
    if isinstance(event, DataLoading):
        return BUILDING
    if isinstance(event, Preparing):
        return event.doing
    if isinstance(event, Started):
        return "evaluating the start"  # a run is ready before its first evaluation, so READY says nothing
    if isinstance(event, Evaluated) or (
        isinstance(event, StateChanged) and event.state is not RunState.READY
    ):
        return ""
    return None
