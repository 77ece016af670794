"""What a training run leaves: curves, marks, evaluations, states and gradient flow, built from its events."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from playground.arrays import Array
from playground.engine.events.pictures import GradientFlow
from playground.engine.events.run import (
    BestRestored,
    ChangeMarked,
    Evaluated,
    Event,
    Message,
    RunState,
    Scalars,
    Started,
    StateChanged,
)
from playground.records.gradient_flow import COLUMNS, FlowHistory
from playground.records.run_curves import EVALUATED, EvaluationCurves, StepCurves
from playground.records.storage import Content, equal_parts, write

KIND = "run"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened after ``step`` steps.

    Attributes:
        step: When.
        text: What, in words.
        kind: ``change`` made by the user, ``best`` for the evaluation whose weights were restored, or ``diverged``.
    """

    step: int
    text: str
    kind: Literal["change", "best", "diverged"] = "change"


@dataclass(frozen=True)
class _Header:
    """What is stored in words."""

    run: int | None
    started: Started | None
    states: tuple[StateChanged, ...]
    messages: tuple[Message, ...]
    marks: tuple[Mark, ...]
    best: BestRestored | None
    newest: Evaluated | None
    flow_stride: int | None


class RunRecord:
    """One run, as its events tell it. A run that goes back to an earlier step overwrites what came later.

    Attributes:
        run: Id of the run, None before its first event; events of other runs are ignored.
        started: What the run is; None before it is built.
        steps: Batch loss and learning rate of each step.
        evaluations: On whole splits.
        marks: In the order of their steps.
        states: That the run entered, in order.
        messages: For the user, in order.
        best: The evaluation whose weights were restored at the end; None when none were.
        newest: The newest evaluation.
        flow: Gradient flow by layer; None while it was never measured.
    """

    def __init__(self) -> None:
        self.run: int | None = None
        self.started: Started | None = None
        self.steps = StepCurves()
        self.evaluations = EvaluationCurves()
        self.marks: list[Mark] = []
        self.states: list[StateChanged] = []
        self.messages: list[Message] = []
        self.best: BestRestored | None = None
        self.newest: Evaluated | None = None
        self.flow: FlowHistory | None = None

    # --- building --------------------------------------------------------------------------------

    def extend(self, events: Iterable[Event]) -> None:
        """Take several events, in order."""
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:  # noqa: C901 - a kind of event is a case
        """Add the contents of one event; kinds that are not recorded are ignored."""
        if self.run is None:
            self.run = event.run
        if event.run != self.run:
            return
        match event:
            case Started():
                self.started, self.best = event, None
            case Scalars():
                self._take_steps(event)
            case Evaluated():
                self.evaluations.append(event)
                self.newest = event
            case BestRestored():
                self.best = event
                self._mark(event.best_step, "best weights restored", "best")
            case ChangeMarked():
                self._mark(event.step, event.text, "change")
            case StateChanged():
                self.states.append(event)
                if event.state is RunState.DIVERGED:
                    self._mark(event.step, "diverged", "diverged")
            case Message():
                self.messages.append(event)
            case GradientFlow():
                if self.flow is None:
                    self.flow = FlowHistory(len(event.mean))
                self.flow.add(event.step, event.mean)

    def _take_steps(self, event: Scalars) -> None:
        if len(self.steps) and len(event.steps) and event.steps[0] <= self.steps.newest:
            self.marks = [mark for mark in self.marks if mark.step < event.steps[0]]
        self.steps.append(event.steps, event.loss, event.learning_rate)

    def _mark(self, step: int, text: str, kind: Literal["change", "best", "diverged"]) -> None:
        self.marks.append(Mark(step, text, kind))
        self.marks.sort(key=lambda mark: mark.step)

    # --- reading ---------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """The newest step of any curve."""
        evaluated = int(self.evaluations.steps[-1]) if len(self.evaluations) else 0
        return max(self.steps.newest, evaluated)

    @property
    def final(self) -> Evaluated | None:
        """What the network achieves as it is now: with the best weights where those were restored."""
        return self.newest if self.best is None else self.best.evaluation

    @property
    def changes(self) -> tuple[Mark, ...]:
        """What the user changed while it ran."""
        return tuple(mark for mark in self.marks if mark.kind == "change")

    @property
    def curves(self) -> Mapping[str, Array]:
        """Every curve as an array of its own.

        ``step``, ``loss`` and ``learning_rate`` have a value for each optimizer step; ``evaluated_step``, ``epoch``,
        ``train_loss``, ``validation_loss``, ``train_metric`` and ``validation_metric`` one for each evaluation.
        """
        evaluations = self.evaluations
        return {
            "step": self.steps.steps.copy(),
            "loss": self.steps.loss.values.copy(),
            "learning_rate": self.steps.learning_rate.values.copy(),
            "evaluated_step": evaluations.steps.copy(),
            **{name: evaluations.column(name).copy() for name in evaluations.names},
        }

    @property
    def nbytes(self) -> int:
        """Bytes held by all curves."""
        return self.steps.nbytes + self.evaluations.nbytes + (self.flow.nbytes if self.flow else 0)

    # --- files -----------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunRecord):
            return NotImplemented
        return equal_parts(self._parts(), other._parts())

    __hash__ = None  # type: ignore[assignment]  # it grows

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file.

        Raises:
            FileProblem: When that is not possible; an old file stays whole.
        """
        self.snapshot()(path)

    def snapshot(self) -> Callable[[str | os.PathLike[str]], None]:
        """Return a function that writes the record as it is now, in any thread; see ``save``."""
        header, arrays = self._parts()
        return partial(write, kind=KIND, header=header, arrays=arrays)

    def replayed(self, run: int, last: int) -> Iterator[Event]:
        """Yield events that bring back curves and marks up to a step.

        Args:
            run: Id that the events carry.
            last: Step of the last event.
        """
        count = int(np.searchsorted(self.steps.steps, last, side="right"))
        if count:
            steps = self.steps.steps[:count].copy()
            loss, rate = (
                column.values[:count].copy() for column in (self.steps.loss, self.steps.learning_rate)
            )
            yield Scalars(run, int(steps[-1]), steps, loss, rate)
        columns = (self.evaluations.column(name).tolist() for name in EVALUATED)
        for step, *values in zip(self.evaluations.steps.tolist(), *columns, strict=True):
            if step < last:
                yield Evaluated(run, step, *values)
        for mark in self.changes:
            if mark.step <= last:
                yield ChangeMarked(run, mark.step, mark.text)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> RunRecord:
        """Read it from a file.

        Raises:
            FileProblem: When the file is damaged or not the record of a run; names the place.
        """
        content = Content(path, KIND)
        header, record = content.header(_Header), cls()
        record.run, record.started = header.run, header.started
        record.states, record.messages, record.marks = (
            list(header.states), list(header.messages), list(header.marks),
        )  # fmt: skip
        record.best, record.newest = header.best, header.newest
        steps = content.steps("step")
        loss, rate = (content.array(name, np.float64, len(steps)) for name in ("loss", "learning_rate"))
        record.steps.append(steps, loss, rate)
        evaluated = content.steps("evaluated_step")
        columns = {name: content.array(name, np.float64, len(evaluated)) for name in record.evaluations.names}
        record.evaluations.extend(evaluated, columns)
        if header.flow_stride is not None:
            record.flow = _flow(content, header.flow_stride)
        return record

    def _parts(self) -> tuple[_Header, Mapping[str, Array]]:
        header = _Header(
            self.run,
            self.started,
            tuple(self.states),
            tuple(self.messages),
            tuple(self.marks),
            self.best,
            self.newest,
            None if self.flow is None else self.flow.stride,
        )
        flow = {} if self.flow is None else {"flow_sums": self.flow.sums, "flow_counts": self.flow.counts}
        return header, {**self.curves, **flow}


def _flow(content: Content, stride: int) -> FlowHistory:
    sums = content.array("flow_sums", np.float64, None, None)
    counts = content.array("flow_counts", np.float64, *sums.shape)
    if stride < 1 or sums.shape[1] > COLUMNS:
        raise content.problem("the gradient flow has more columns than a record holds")
    return FlowHistory.restored(stride, sums, counts)
