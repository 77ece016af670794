"""Hands events from the worker to the window, without either waiting for the other."""

from __future__ import annotations

from threading import Lock

import numpy as np

from playground.engine.events.run import Event, Scalars


class Mailbox:
    """Keeps all light events in order, and of each heavy type only the newest.

    Consecutive chunks of scalars are joined, so memory is bounded by the steps done, not by the number of events.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._record: list[Event] = []
        self._heavy: dict[type[Event], Event] = {}

    def put(self, event: Event) -> None:
        """Add an event."""
        with self._lock:
            if event.heavy:
                self._heavy.pop(type(event), None)
                self._heavy[type(event)] = event
            else:
                self._record.append(event)

    def take(self) -> list[Event]:
        """Remove and return everything: light events in order, then the newest heavy ones."""
        with self._lock:
            record, heavy = self._record, list(self._heavy.values())
            self._record, self._heavy = [], {}
        return _joined(record) + heavy


def _joined(record: list[Event]) -> list[Event]:
    result: list[Event] = []
    row: list[Scalars] = []
    for event in record:
        if isinstance(event, Scalars):
            if row and row[-1].run != event.run:
                result.append(_join(row))
                row = []
            row.append(event)
            continue
        if row:
            result.append(_join(row))
            row = []
        result.append(event)
    return [*result, _join(row)] if row else result


def _join(row: list[Scalars]) -> Scalars:
    if len(row) == 1:
        return row[0]
    return Scalars(
        run=row[-1].run,
        step=row[-1].step,
        steps=np.concatenate([part.steps for part in row]),
        loss=np.concatenate([part.loss for part in row]),
        learning_rate=np.concatenate([part.learning_rate for part in row]),
    )
