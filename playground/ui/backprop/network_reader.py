"""Reads the network of the run for the graph: which weights, which sample, which layers."""

from __future__ import annotations

from collections.abc import Callable

from playground.engine.events.control import Control
from playground.engine.events.run import RunState
from playground.inference.trained_model import TrainedModel
from playground.ui.backprop.card import Metrics
from playground.ui.backprop.layers_form import LayersForm
from playground.ui.backprop.paper import Paper, network_paper
from playground.ui.runs.run_controller import RunController
from playground.ui.runs.run_model import model_from


class NetworkReader:
    """Keeps a copy of the run's network, so that another sample or level needs no other one.

    Args:
        form: Says which sample and which layers.

    Attributes:
        runs: Whose network is read; None before it is connected.
    """

    def __init__(self, form: LayersForm) -> None:
        self._form = form
        self.runs: RunController | None = None
        self._control: Control | None = None
        self._model: TrainedModel | None = None

    def refusal(self) -> str:
        """Return why there is no network to read; empty when there is one."""
        if self.runs is None or self.runs.control is None or self.runs.state is RunState.FAILED:
            found = "" if self.runs is None else self.runs.message
            return found or "There is no network to compute with: solve its problems first."
        return ""

    def is_old(self) -> bool:
        """Whether there is another run than the one that was read."""
        return self.runs is not None and self.runs.control is not self._control

    def forget(self) -> None:
        """Read the weights again."""
        self._model = None

    def work(self, metrics: Metrics) -> Callable[[], Paper]:
        """Return what a thread has to do."""
        assert self.runs is not None
        control = self.runs.control
        assert control is not None
        if control is not self._control:
            self._control, self._model = control, None
        known, sample, levels = self._model, self._form.sample, dict(self._form.levels)
        input_wanted = self._form.input.isChecked()

        def read() -> Paper:
            model = known or model_from(control)
            if control is self._control:
                self._model = model
            return network_paper(model, sample, levels, input_wanted=input_wanted, metrics=metrics)

        return read

    def show(self, paper: Paper) -> None:
        """Show in the form what was read."""
        assert self._model is not None
        data = self._model.data
        count = len(data.x_train if self._form.sample.training else data.x_val)
        self._form.show_units(paper.units, paper.levels, paper.words, count)
