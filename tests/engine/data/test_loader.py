"""Samples that stay in their files: the same curve however many processes read, and nothing left behind."""

import multiprocessing
from multiprocessing.reduction import ForkingPickler

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image

from playground.build.data import loading as data
from playground.build.data.loading import Stream, load_data
from playground.build.training_fixes import TrainingFix
from playground.catalog.datasets import image_folder
from playground.catalog.datasets.image_folder import ImageFolder
from playground.catalog.kinds import DataProblem, dataset
from playground.engine.data import loader
from playground.engine.data.batches import Batches
from playground.engine.data.loader import StreamedBatches
from playground.engine.events.control import Control
from playground.engine.events.run import Progress, RunState, Scalars, Started, StateChanged
from playground.engine.jobs.training_job import TrainingJob
from playground.engine.runtime.rng import generator
from playground.engine.training.session import Session
from playground.spec.augmentation import AugmentSpec

SAMPLES = 40


@pytest.fixture
def folder(tmp_path):
    """Forty pictures of 8 × 8 pixels in two classes."""
    random = np.random.default_rng(0)
    for label, name in enumerate(("dark", "light")):
        (tmp_path / name).mkdir()
        for number in range(SAMPLES // 2):
            pixels = random.integers(0, 128, (8, 8, 3)).astype(np.uint8) + 127 * label
            Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / name / f"{number:02}.png")
    return tmp_path


@pytest.fixture
def streamed(monkeypatch):
    """Everything is too large for memory."""
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 10)


@pytest.fixture
def workers(monkeypatch):
    def choose(count):
        monkeypatch.setattr(loader, "default_workers", lambda: count)

    choose(0)
    return choose


@pytest.fixture
def project(folder, chain, project_of):
    graph = chain(("flatten", {}, None), ("linear", {"units": 2}, None))
    params = {"folder": str(folder), "height": 8, "width": 8}
    return project_of("image_folder", params, graph, epochs=2, batch_size=8, transform="standardize")


def opened(folder, workers):
    """Streamed batches of all pictures, and the pictures in memory."""
    pictures = ImageFolder(folder=str(folder), height=8, width=8)
    raw = pictures.load(0)
    source = image_folder.Pictures(pictures.listed().files, pictures.shape())
    y = torch.from_numpy(raw.y)
    stream = Stream(source, np.arange(SAMPLES)[::-1].copy(), y.flip(0))
    batches = StreamedBatches(stream, stream.y, torch.from_numpy, generator(3, 1), least=1, workers=workers)
    return batches, Batches(torch.from_numpy(raw.x).flip(0), y.flip(0), generator(3, 1), least=1)


def test_augmented_batches_from_files_are_those_from_memory(project, workers, monkeypatch):
    changed = project.with_(training=project.training.with_(augment=AugmentSpec(flip=True, mixup=0.4)))
    data._load.cache_clear()
    in_memory = Session(changed)
    data._load.cache_clear()
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 10)
    from_files = Session(changed)
    data._load.cache_clear()
    assert isinstance(from_files.batches, StreamedBatches)
    assert not isinstance(in_memory.batches, StreamedBatches)
    assert from_files.train(3).loss.tolist() == in_memory.train(3).loss.tolist()


BROKEN = r"(dark|light)/\d\d\.png is not a picture that can be read; remove it, .*\.$"


def break_pictures(folder):
    for path in folder.glob("*/*.png"):
        path.write_bytes(b"broken")


@pytest.mark.parametrize("count", [0, 2])
def test_batches_from_files_are_those_from_memory_until_a_picture_breaks(folder, count):
    streamed, resident = opened(folder, count)
    assert streamed.per_epoch(12) == resident.per_epoch(12) == 4
    for _ in range(3):
        for ours, theirs in zip(streamed.epoch(12), resident.epoch(12), strict=True):
            assert torch.equal(ours, theirs)
            for one, other in zip(streamed.take(ours), resident.take(theirs), strict=True):
                assert torch.equal(one, other)
    assert streamed.waited > 0
    assert resident.waited == 0
    assert len(multiprocessing.active_children()) == count
    break_pictures(folder)
    first = next(streamed.epoch(12))
    with pytest.raises(DataProblem, match=BROKEN) as caught:
        streamed.take(first)
    assert TrainingFix.of_data(caught.value).label == "Leave out broken pictures"
    assert len(multiprocessing.active_children()) == count
    streamed.close()
    assert multiprocessing.active_children() == []


def test_an_epoch_is_entered_in_its_middle_and_single_samples_are_read(folder):
    streamed, resident = opened(folder, 0)
    for batches in (streamed, resident):
        batches.chosen = list(batches.epoch(6))
    for place in (3, 4, 0, 1, 5):
        x, _ = streamed.take(streamed.chosen[place])
        assert torch.equal(x, resident.take(resident.chosen[place])[0])
    some = torch.tensor([5, 30, 5])
    assert torch.equal(streamed.take(some)[0], resident.take(some)[0])


def test_data_that_fit_stay_in_memory_and_others_are_read(project, monkeypatch):
    resident = load_data(project.data)
    assert resident.stream is None
    data._load.cache_clear()
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 10)
    large = load_data(project.data)
    data._load.cache_clear()
    assert large.stream is not None
    assert len(large.stream.chosen) == len(resident.x_train) == 28
    assert torch.equal(large.stream.y, resident.y_train)
    assert torch.equal(large.x_train, resident.x_train)
    assert torch.equal(large.x_val, resident.x_val)


@pytest.fixture
def fresh():
    """Data are loaded anew before and after, whatever was loaded from the same files."""
    data._load.cache_clear()
    yield
    data._load.cache_clear()


def curve(project):
    session = Session(project)
    losses = []
    while not session.finished:
        losses += session.train(5).loss.tolist()
    session.close()
    return session, losses


def live(project):
    """The session and the events of a run until it is finished."""
    control, seen = Control(), []
    control.play()
    job = TrainingJob(project, 1, control, frozenset({Progress}))
    for event in job:
        seen.append(event)
        if isinstance(event, StateChanged) and event.state is RunState.FINISHED:
            control.stop()
    return job.session, seen


@pytest.mark.usefixtures("fresh", "streamed")
def test_a_live_run_helped_by_a_process_has_the_same_curve_and_leaves_none(project, workers):
    alone, losses = curve(project)
    assert isinstance(alone.batches, StreamedBatches)
    assert alone.training_samples == 28
    assert alone.total_steps == len(losses) == 8
    assert alone.waited > 0
    workers(1)
    helped, seen = live(project)
    assert [loss for event in seen if isinstance(event, Scalars) for loss in event.loss.tolist()] == losses
    assert torch.equal(alone.theta, helped.theta)
    assert next(e for e in seen if isinstance(e, Started)).training_samples == 28
    shares = [event.waiting for event in seen if isinstance(event, Progress)]
    assert 0 < max(shares) <= 1
    assert sum(len(e.steps) for e in seen if isinstance(e, Scalars)) == 8
    assert multiprocessing.active_children() == []


def arrays(path, x, y):
    with path.open("wb") as stream:
        np.savez_compressed(stream, x=x, y=y)


def text(path, x, y):
    rows = zip(x.tolist(), y.tolist(), strict=True)
    path.write_text("\n".join(",".join(map(repr, [*row, number])) for row, number in rows))


def parquet(path, x, y):
    columns = {f"column {place}": x[:, place] for place in range(x.shape[1])}
    pq.write_table(pa.table({**columns, "y": y}), path, row_group_size=7)


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("kind", "write", "count"),
    [("npz", arrays, 0), ("csv", text, 0), ("parquet", parquet, 0), ("parquet", parquet, 1)],
)
def test_a_file_gives_the_same_curve_streamed_as_from_memory(
    kind, write, count, tmp_path, chain, project_of, workers, monkeypatch
):
    random = np.random.default_rng(0)
    write(tmp_path / "file", random.normal(size=(SAMPLES, 3)), np.arange(SAMPLES) % 2)
    graph = chain(("linear", {"units": 2}, None))
    params = {"path": str(tmp_path / "file")}
    project = project_of(kind, params, graph, epochs=2, batch_size=8, transform="standardize")
    resident, losses = curve(project)
    assert type(resident.batches) is Batches
    data._load.cache_clear()
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 10)
    workers(count)
    streamed, again = curve(project)
    assert isinstance(streamed.batches, StreamedBatches)
    assert streamed.waited > 0
    assert losses == again
    assert torch.equal(resident.theta, streamed.theta)
    # A worker process gets the source pickled.
    source, numbers = streamed.data.stream.source, streamed.data.stream.chosen
    assert np.array_equal(
        ForkingPickler.loads(ForkingPickler.dumps(source)).read(numbers), source.read(numbers)
    )


@pytest.mark.usefixtures("fresh", "streamed", "workers")
def test_a_state_in_the_middle_of_an_epoch_continues_as_if_nothing_was(project):
    session, losses = curve(project)
    half = Session(project)
    half.train(6)
    other = Session(project)
    other.restore(half.state())
    rest = []
    while not other.finished:
        rest += other.train(3).loss.tolist()
    assert rest == losses[6:]
    assert torch.equal(other.theta, session.theta)


@pytest.mark.usefixtures("fresh", "streamed", "workers")
def test_a_picture_that_breaks_ends_the_run_with_its_name(project, folder):
    session = Session(project)
    break_pictures(folder)
    with pytest.raises(DataProblem, match=BROKEN) as caught:
        session.train(1)
    fix = TrainingFix.of_data(caught.value)
    assert fix.label == "Leave out broken pictures"
    assert fix.apply(project).data.dataset.params["broken"] == "leave out"
    session.close()


@pytest.mark.usefixtures("fresh")
def test_a_streamed_sample_that_overflows_once_it_is_prepared_is_named(
    tmp_path, chain, project_of, workers, monkeypatch
):
    """Preprocessing is fitted on a part of the samples; the others may be far from these."""
    workers(0)
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 10)
    monkeypatch.setattr(data, "RESIDENT_TRAINING", 4)
    monkeypatch.setattr(data, "RESIDENT_VALIDATION", 4)
    x, y = 1e-25 * np.random.default_rng(0).normal(size=(SAMPLES, 3)), np.arange(SAMPLES) % 2
    graph, sessions = chain(("linear", {"units": 2}, None)), []
    for name in ("good.npz", "odd.npz"):
        arrays(tmp_path / name, x, y)
        params = {"path": str(tmp_path / name)}
        project = project_of("npz", params, graph, epochs=2, batch_size=8, transform="standardize")
        sessions.append(Session(project))
        place = int(sessions[0].data.stream.chosen[3])
        x[place] = 1e30
    sessions[0].train(4)
    with pytest.raises(
        DataProblem, match=rf"^odd\.npz: sample {place} of “x”: a number is too large once it is prepared; "
    ):
        [sessions[1].train(1) for _ in range(4)]


def test_a_lane_in_memory_has_nothing_to_close(spiral):
    assert type(Session(spiral).batches) is Batches
    Session(spiral).close()
