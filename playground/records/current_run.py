"""The record of the run that is shown, whichever run that is."""

from collections.abc import Sequence

from playground.engine.events.run import Event, Started
from playground.records.run import RunRecord


class CurrentRun:
    """Keeps one record; each run that starts begins another.

    Attributes:
        record: Of the newest run; empty without one.
    """

    def __init__(self) -> None:
        self.record = RunRecord()
        self._ended = False
        self._past: RunRecord | None = None

    def resume(self, past: RunRecord | None) -> None:
        """Put the curves of another record before those of the run when its weights are loaded; None for no curves."""
        self._past = past

    def extend(self, events: Sequence[Event]) -> Sequence[Event]:
        """Take several events, in order; returns them with those of a resumed run where its weights were loaded."""
        if self._past is not None:
            events = self._with_past(events, self._past)
        for event in events:
            if isinstance(event, Started):
                self.record, self._ended = RunRecord(), False
            if not self._ended:
                self.record.take(event)
        return events

    def _with_past(self, events: Sequence[Event], past: RunRecord) -> Sequence[Event]:
        for place, event in enumerate(events):
            if isinstance(event, Started) and event.step > 0:
                self._past = None
                return [*events[: place + 1], *past.replayed(event.run, event.step), *events[place + 1 :]]
        return events

    def clear(self) -> None:
        """Drop the record, and ignore events until another run starts."""
        self.record, self._ended = RunRecord(), True
