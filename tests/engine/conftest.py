"""Small projects, sessions and live runs for the tests of this folder."""

from collections.abc import Callable, Iterator

import pytest
import torch

from playground.build.analysis.shapes import analyze
from playground.catalog.kinds import LAYERS
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.jobs.training_job import TrainingJob
from playground.engine.population.losses import Population
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

Box = tuple[str, dict[str, object], str | None]


def _chain(*boxes: Box) -> Graph:
    graph = Graph()
    all_boxes: list[Box] = [("input", {}, None), *boxes, ("output", {}, None)]
    for index, (kind, params, activation) in enumerate(all_boxes):
        chosen = Choice(kind=activation) if activation else None
        graph = graph.add(Node(id=f"{kind}-{index}", kind=kind, params=params, activation=chosen))
        if index:
            graph = graph.connect(graph.nodes[index - 1].id, f"{kind}-{index}")
    return graph


def _project(dataset, params, graph, loss="cross_entropy", transform="none", **training) -> Project:
    project = Project(graph=graph)
    choice = Choice(kind=dataset, params=params)
    data = project.data.with_(dataset=choice, transform=Choice(kind=transform), target_scaling="none")
    chosen = project.training.with_(loss=Choice(kind=loss), device="cpu", **training)
    return project.with_(data=data, training=chosen)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """The number of torch's threads is one setting for the process, and decides the last bit of some sums."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def chain() -> Callable[..., Graph]:
    """Boxes (kind, params, activation) between an input and an output; ids are kind and place from 0."""
    return _chain


@pytest.fixture
def project_of() -> Callable[..., Project]:
    """A project on the CPU: data set with its parameters, graph, loss, and changes of the training."""
    return _project


@pytest.fixture
def spiral() -> Project:
    """84 training samples in batches of 10: eight whole ones and one of four."""
    hidden = ("linear", {"units": 8}, "tanh")
    graph = _chain(hidden, hidden, ("linear", {"units": 2}, None))
    return _project("spiral", {"samples": 120}, graph, batch_size=10, epochs=6)


@pytest.fixture
def noisy_net() -> Project:
    """A network with batch norm, which keeps statistics, and dropout, which draws random numbers."""
    graph = _chain(
        ("linear", {"units": 12}, None),
        ("batch_norm", {}, "relu"),
        ("dropout", {"probability": 0.3}, None),
        ("linear", {"units": 2}, None),
    )
    return _project("spiral", {"samples": 120}, graph, batch_size=10, epochs=6)


@pytest.fixture
def changed() -> Callable[..., Project]:
    """A project with other training choices; ``optimizer`` may be a kind with its parameters."""

    def make(project: Project, optimizer=None, **training) -> Project:
        if optimizer is not None:
            training["optimizer"] = Choice(kind=optimizer[0], params=optimizer[1])
        return project.with_(training=project.training.with_(**training))

    return make


@pytest.fixture
def run_on() -> Callable[..., list[float]]:
    """Train a session by stretches of ``chunk`` to its end, or for ``steps``; the losses of all steps."""

    def go(session: Session, steps: int | None = None, chunk: int = 64) -> list[float]:
        losses: list[float] = []
        while not session.finished and (steps is None or len(losses) < steps):
            most = chunk if steps is None else min(chunk, steps - len(losses))
            losses += session.train(most).loss.tolist()
        return losses

    return go


@pytest.fixture
def rates_of() -> Callable[..., list[float]]:
    """The learning rates of the next so many steps, however long the stretches are."""

    def go(session: Session, steps: int) -> list[float]:
        rates: list[float] = []
        while len(rates) < steps:
            rates += session.train(steps - len(rates)).learning_rate.tolist()
        return rates

    return go


@pytest.fixture
def watch() -> Callable[..., list[Event]]:
    """Iterate a live run; ``react(event, control)`` gives commands, and ends it with ``control.stop()``.

    It is ended after ``most`` events in any case, so that a run that never does what is waited for fails the test.
    """

    def go(project, react, wanted=frozenset(), control=None, most=20_000) -> list[Event]:
        control = control or Control()
        events: list[Event] = []
        for event in TrainingJob(project, 7, control, wanted):
            events.append(event)
            react(event, control)
            if len(events) >= most:
                control.stop()
        return events

    return go


SETTINGS = {"group_norm": {"groups": 2}}
"""Where rounding errors would grow: groups of two are normalized to ±1."""
STEPS = ("reshape", {"shape": "8 × 8"}, None)
SURROUNDINGS = (
    ("iris", 3, [("linear", {"units": 8}, "tanh")], []),
    ("digits", 10, [("conv2d", {"channels": 4}, "relu")], [("flatten", {}, None)]),
    ("digits", 10, [("conv2d", {"channels": 4}, "relu")], []),
    ("digits", 10, [STEPS], [("flatten", {}, None)]),
    ("digits", 10, [STEPS], []),
    ("comparisons", 2, [], [("flatten", {}, None)]),
)
"""Data, classes, boxes before the layer and behind it, the likeliest first."""


def _around(kind: str) -> Iterator[tuple[str, Graph]]:
    """Networks with a layer in all surroundings; a second input comes from another box of the kind before it."""
    for data, classes, before, after in SURROUNDINGS:
        boxes = [*before, (kind, SETTINGS.get(kind, {}), None), *after, ("linear", {"units": classes}, None)]
        graph, last = Graph().add(Node(id="in", kind="input")), "in"
        for number, (key, params, activation) in enumerate([*boxes, ("output", {}, None)]):
            chosen = Choice(kind=activation) if activation else None
            graph = graph.add(Node(id=f"box-{number}", kind=key, params=params, activation=chosen))
            graph = graph.connect(last, f"box-{number}")
            last = f"box-{number}"
            if key == kind and LAYERS.entry(kind).inputs[0] > 1 and before:
                graph = graph.add(Node(id="other", kind=before[0][0], params=before[0][1]))
                graph = graph.connect("in", "other").connect("other", last)
        yield data, graph


@pytest.fixture
def project_with() -> Callable[[str], Project]:
    """A project on the CPU that has a layer of this kind."""

    def make(kind: str) -> Project:
        for data, graph in _around(kind):
            project = Project(graph=graph)
            chosen = project.data.with_(dataset=Choice(kind=data))
            training = project.training.with_(device="cpu", batch_size=32)
            project = project.with_(data=chosen, training=training)
            if not analyze(project).problems:
                return project
        raise AssertionError(f"{kind} fits into none of the surroundings; add one that has room for it")

    return make


@pytest.fixture
def session_of() -> Callable[..., Session]:
    """A session on the CPU: data set with its parameters, graph, loss, and changes of the training."""

    def make(dataset, params, graph, loss="cross_entropy", transform="none", **training):
        project = Project(graph=graph)
        project = project.with_(
            data=project.data.with_(
                dataset=Choice(kind=dataset, params=params), transform=Choice(kind=transform)
            ),
            training=project.training.with_(loss=Choice(kind=loss), device="cpu", **training),
        )
        return Session(project)

    return make


@pytest.fixture
def spiral_session(session_of) -> Session:
    """The default kind of network on little data."""
    hidden = ("linear", {"units": 8}, "relu")
    graph = _chain(hidden, hidden, ("linear", {"units": 2}, None))
    return session_of("spiral", {"samples": 120}, graph)


@pytest.fixture
def losses_of() -> Callable[..., torch.Tensor]:
    """Losses ``(C,)`` of parameter vectors of a session's network on samples, with targets as in ``session.data``."""

    def compute(session: Session, thetas: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        target = session.loss.target(y, session.data.info.targets)
        return Population(session.network, session.loss, x, target).losses(thetas)

    return compute


@pytest.fixture
def small_cnn(session_of) -> Session:
    """Convolution, batch norm, pooling and dropout on digits."""
    graph = _chain(
        ("conv2d", {"channels": 3}, "relu"),
        ("batch_norm", {}, None),
        ("max_pool", {}, None),
        ("flatten", {}, None),
        ("dropout", {"probability": 0.3}, None),
        ("linear", {"units": 10}, None),
    )
    return session_of("digits", {}, graph)
