"""The record of the run that is shown, whichever run that is."""

from collections.abc import Iterable

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

    def extend(self, events: Iterable[Event]) -> None:
        """Take several events, in order."""
        for event in events:
            if isinstance(event, Started):
                self.record, self._ended = RunRecord(), False
            if not self._ended:
                self.record.take(event)

    def clear(self) -> None:
        """Drop the record, and ignore events until another run starts."""
        self.record, self._ended = RunRecord(), True
