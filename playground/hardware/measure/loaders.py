"""How many pictures a second come from files, by the number of processes that read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import torch
from PIL import Image

from playground.build.data.loading import Stream
from playground.catalog.datasets.image_folder import Pictures
from playground.catalog.kinds import still_wanted
from playground.engine.data.loader import StreamedBatches
from playground.engine.training.threads import cores
from playground.hardware.measure.points import Point

PICTURES, SIDE, BATCH = 384, 96, 32
"""Files, their width and height in pixels, and samples in a batch."""
WORKERS = (0, 1, 2, 4)
"""Numbers of reading processes that are tried, at most one for each core."""
SECONDS = 1.0
"""Of each measurement."""


def loaders(
    device: torch.device, workers: Sequence[int] = WORKERS, seconds: float = SECONDS
) -> Iterator[Point]:
    """Measure how fast a folder of JPEG files is read, in the training thread and by processes.

    The files are written for it, into a temporary folder, so the disk's cache holds them: this measures decoding.
    """
    with TemporaryDirectory() as name:
        files = _written(Path(name))
        for count in [count for count in workers if count <= max(1, cores())]:
            still_wanted()
            taken = _seconds_per_sample(files, count, device, seconds)
            curve = f"JPEG, {SIDE} × {SIDE} pixels"
            yield Point("loader", curve, count, 1 / taken, BATCH * taken)


def _written(folder: Path) -> tuple[tuple[Path, int], ...]:
    random = np.random.default_rng(0)
    files = []
    for number in range(PICTURES):
        coarse = random.integers(0, 256, (SIDE // 8, SIDE // 8, 3), np.uint8)
        path = folder / f"{number:04}.jpg"
        Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(path, quality=90)
        files.append((path, number % 2))
        still_wanted()
    return tuple(files)


def _seconds_per_sample(
    files: tuple[tuple[Path, int], ...], workers: int, device: torch.device, seconds: float
) -> float:
    source = Pictures(files, (3, SIDE, SIDE))
    y = torch.from_numpy(source.targets())
    stream = Stream(source, np.arange(len(files)), y)
    batches = StreamedBatches(
        stream, y.to(device), torch.from_numpy, torch.Generator().manual_seed(0), least=1, workers=workers
    )
    with closing(batches):
        for chosen in batches.epoch(BATCH):  # processes start
            batches.take(chosen)
            still_wanted()
        begin, done = perf_counter(), 0
        while perf_counter() - begin < seconds:
            for chosen in batches.epoch(BATCH):
                batches.take(chosen)
                still_wanted()
                done += len(chosen)
        return (perf_counter() - begin) / done
