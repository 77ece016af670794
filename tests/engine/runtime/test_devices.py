import pytest
import torch

from playground.engine.compiled.cuda_graph import CudaGraphs, no_capture
from playground.engine.events.run import RunState, Scalars, StateChanged
from playground.engine.jobs import training_job as live
from playground.engine.jobs import weight_autosave as keeping
from playground.engine.runtime import devices as devices_module
from playground.engine.runtime.devices import DeviceProblem, devices, name_of, resolve
from playground.engine.training.session import Session
from playground.headless import train as headless


def test_the_cpu_is_always_there_and_comes_first():
    key, words = devices()[0]
    assert key == "cpu"
    assert words.startswith("CPU (")
    assert resolve("cpu") == torch.device("cpu")
    assert name_of(torch.device("cpu")) == "CPU"
    assert name_of(torch.device("mps")) == "Apple GPU"


@pytest.mark.parametrize("key", ["cuda:99", "cuda:100"])
def test_a_device_that_is_not_there_is_reported_with_those_that_are(key):
    with pytest.raises(DeviceProblem, match=f"This machine has no device “{key}”; it has cpu"):
        resolve(key)


@pytest.mark.parametrize(
    ("there", "key", "expected"),
    [
        (["cpu"], "auto", "cpu"),
        (["cpu", "cuda:0", "cuda:1"], "auto", "cuda:0"),
        (["cpu", "mps"], "auto", "mps"),
        (["cpu", "cuda:0", "cuda:1"], "cuda", "cuda:0"),
        (["cpu", "cuda:0", "cuda:1"], "cuda:1", "cuda:1"),
        (["cpu", "cuda:0"], "cpu", "cpu"),
    ],
)
def test_the_choice_among_devices(there, key, expected, monkeypatch):
    monkeypatch.setattr(devices_module, "devices", lambda: [(name, name.upper()) for name in there])
    assert resolve(key) == torch.device(expected)


# --- captured steps ------------------------------------------------------------------------------------


def captured(project, capture):
    """A session whose steps are captured as on a GPU, and never replayed without Python."""
    session = Session(project)
    session.gradients.replay.possible = False
    session.gradients.graphs = CudaGraphs(
        session.network, session.flat, session.loss, session.batches, capture
    )
    return session


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "momentum"])
@pytest.mark.parametrize("name", ["spiral", "noisy_net"])
def test_captured_steps_are_those_of_autograd(name, optimizer, request, changed, run_on):
    """The same code as on a GPU, with work that is done again in place of a graph."""
    project = changed(request.getfixturevalue(name), optimizer=(optimizer, {}))
    one, two = captured(project, no_capture), captured(project, None)
    assert run_on(one) == run_on(two)
    assert torch.equal(one.theta, two.theta)
    assert all(map(torch.equal, one.network.buffers(), two.network.buffers()))
    assert sorted(one.gradients.graphs._by_size) == [4, 10]


def test_what_cannot_be_captured_goes_by_autograd(spiral, run_on, caplog):
    def refuse(_work):
        raise RuntimeError("operation not permitted when stream is capturing")

    session = captured(spiral, refuse)
    assert run_on(session) == run_on(captured(spiral, None))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "cannot be captured" in caplog.text


# --- trouble -------------------------------------------------------------------------------------------


class Scarce(Session):
    """Runs out of memory in the middle of the first stretch behind step 12, once."""

    error: Exception | None = torch.cuda.OutOfMemoryError("CUDA out of memory.")

    def advance(self, most, keeper=None):
        stretch = super().advance(most, keeper)
        if self.steps_done > 12 and self.error is not None:
            error, self.error = self.error, None
            raise error
        return stretch


def test_without_memory_a_run_pauses_unchanged_and_can_continue(spiral, watch, monkeypatch, run_on):
    monkeypatch.setattr(live, "Session", Scarce)

    def react(event, control):
        if isinstance(event, StateChanged):
            control.play() if event.state in {RunState.READY, RunState.PAUSED} else None
            control.stop() if event.state is RunState.FINISHED else None

    events = watch(spiral, react)
    (paused,) = [event for event in events if isinstance(event, StateChanged) and event.message]
    assert paused.state is RunState.PAUSED
    assert "ran out of memory" in paused.message
    assert paused.fix.apply(spiral).training.batch_size == 5
    losses = [float(loss) for event in events if isinstance(event, Scalars) for loss in event.loss]
    assert losses == run_on(Session(spiral))


class Gone(Scarce):
    """Loses its device in the middle of the first stretch behind step 12."""

    error = torch.AcceleratorError("CUDA error: device lost")


def test_without_its_device_a_run_continues_with_the_cpu_where_it_was_kept(
    spiral, watch, monkeypatch, run_on, tmp_path
):
    monkeypatch.setattr(live, "Session", Gone)
    monkeypatch.setattr(keeping, "AT_REST", 0.0)

    def react(event, control):
        if isinstance(event, StateChanged):
            match event.state:
                case RunState.READY if event.step == 0:
                    control.keep_weights(tmp_path / "kept.weights")
                    control.step(12)
                case RunState.PAUSED:
                    control.play()
                case RunState.FINISHED:
                    control.stop()

    events = watch(spiral, react)
    (paused,) = [event for event in events if isinstance(event, StateChanged) and event.message]
    assert paused.state is RunState.PAUSED
    assert "stopped responding. The run continues on the CPU from step 12" in paused.message
    losses = [float(loss) for event in events if isinstance(event, Scalars) for loss in event.loss]
    assert losses == run_on(Session(spiral))


def test_a_device_that_is_gone_ends_a_run_that_was_never_kept(spiral, watch, monkeypatch):
    monkeypatch.setattr(live, "Session", Gone)

    def react(event, control):
        control.play() if isinstance(event, StateChanged) and event.state is RunState.READY else None

    last = watch(spiral, react)[-1]
    assert last.state is RunState.FAILED
    assert "stopped responding" in last.message


def test_without_a_screen_too_little_memory_is_reported_in_words(spiral, monkeypatch):
    monkeypatch.setattr(live, "Session", Scarce)
    with pytest.raises(DeviceProblem, match="CPU ran out of memory in this step"):
        headless.train(spiral)
