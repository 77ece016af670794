"""Frames to a GIF or MP4 file, in a thread of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.ui.export.pictures import CannotExport, write

Frame = NDArray[np.uint8]
"""Pixels ``(height, width, 3)``."""
Frames = Queue[Frame | None]
"""What is to be written, in order; None after the last."""

WAITING = 4
"""Frames that wait to be written at most."""
HOLD = 1.2
"""Seconds for which the last frame stays."""
PALETTE = 256
LOOK = 0.05
"""Seconds between two looks at whether to stop while no frame comes."""
INSTALL = "pip install 'descent-playground[video]'"


@dataclass(frozen=True)
class Film:
    """What is to be filmed.

    Attributes:
        width: Of a frame in pixels.
        fps: Frames per second.
        speed: Steps per second.
        first: Step of the first frame.
        last: Step of the last frame.
    """

    width: int
    fps: int
    speed: float
    first: int
    last: int

    @property
    def steps(self) -> list[int]:
        """The step that each frame shows."""
        count = max(2, round((self.last - self.first) / self.speed * self.fps) + 1)
        return [round(float(step)) for step in np.linspace(self.first, self.last, count)]

    @property
    def seconds(self) -> float:
        """How long it plays, the last frame's rest included."""
        return len(self.steps) / self.fps + HOLD


@dataclass(frozen=True, slots=True)
class FilmDone(Event):
    """The file is written.

    Attributes:
        size: Of it in bytes.
    """

    size: int


@dataclass(frozen=True, slots=True)
class FilmFailed(Event):
    """It could not be written.

    Attributes:
        message: Why, in one sentence.
    """

    message: str


class _Stopped(Exception):
    """Nobody wants the film any more."""


def video_problem() -> str:
    """Why no MP4 can be made, with the remedy; empty when it can."""
    try:
        import av  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return f"MP4 needs the extra “video”: {INSTALL}"
    return ""


class FilmJob:
    """Takes frames from a queue and writes a file; iterate it in the worker thread.

    Args:
        path: Ends with ``.gif`` or ``.mp4``.
        film: Frames per second.
        frames: In order. For a GIF the first three are looked at for their colours alone.
        inks: Colours that a GIF must keep, ``#RRGGBB``.
        control: Stops it at once; nothing is written then.
    """

    def __init__(self, path: Path, film: Film, frames: Frames, inks: Sequence[str], control: Control) -> None:
        self._path, self._film, self._frames, self._inks, self._control = path, film, frames, inks, control

    def __iter__(self) -> Iterator[Event]:
        make = mp4 if self._path.suffix.lower() == ".mp4" else gif
        try:
            content = make(self._taken(), self._film.fps, self._inks)
            write(self._path, content)
        except _Stopped:
            return
        except CannotExport as problem:
            yield FilmFailed(0, 0, str(problem))
        else:
            yield FilmDone(0, 0, len(content))

    def _taken(self) -> Iterator[Frame]:
        while True:
            if self._control.stopped():
                raise _Stopped
            try:
                frame = self._frames.get(timeout=LOOK)
            except Empty:
                continue
            if frame is None:
                return
            yield frame


def gif(frames: Iterable[Frame], fps: int, inks: Sequence[str] = ()) -> bytes:
    """A GIF that loops. Its colours are those of the first three frames, which are not shown, and the inks."""
    coming = iter(frames)
    samples = [next(coming) for _ in range(3)]
    palette = _palette(samples, inks)
    # Without dithering what stands still is the same in every frame, and is stored once.
    made = (Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in coming)
    first = next(made)
    pause = 10 * round(100 / fps)  # the format counts hundredths of a second
    buffer = io.BytesIO()
    rest = _held(made, max(1, round(HOLD * 1000 / pause)))
    first.save(buffer, "GIF", save_all=True, append_images=rest, duration=pause, loop=0, optimize=False)
    return buffer.getvalue()


def _held(frames: Iterator[Image.Image], times: int) -> Iterator[Image.Image]:
    """Frames, the last one several times; equal frames become one that stays longer."""
    last = None
    for last in frames:
        yield last
    if last is not None:
        for _ in range(times):
            yield last


def _palette(samples: Sequence[Frame], inks: Sequence[str]) -> Image.Image:
    kept = [bytes.fromhex(ink.removeprefix("#")) for ink in dict.fromkeys(inks)][: PALETTE // 4]
    found = Image.fromarray(np.concatenate(samples)).quantize(PALETTE - len(kept))
    colors = bytes(found.getpalette() or [])[: 3 * (PALETTE - len(kept))]
    palette = Image.new("P", (1, 1))
    palette.putpalette((colors + b"".join(kept)).ljust(3 * PALETTE, b"\0"))
    return palette


def mp4(frames: Iterable[Frame], fps: int, _inks: Sequence[str] = ()) -> bytes:
    """An H.264 film in an MP4 file; an odd row or column at the edge is left out, as the codec demands.

    Raises:
        CannotExport: When the library for it is not installed.
    """
    problem = video_problem()
    if problem:
        raise CannotExport(problem)
    import av  # noqa: PLC0415 - an extra

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=fps, options={"crf": "18", "preset": "medium"})
        stream.pix_fmt = "yuv420p"
        last = None
        for frame in frames:
            whole = np.ascontiguousarray(frame[: len(frame) // 2 * 2, : frame.shape[1] // 2 * 2])
            if last is None:
                stream.height, stream.width = whole.shape[:2]
            last = whole
            container.mux(stream.encode(av.VideoFrame.from_ndarray(last, "rgb24")))
        if last is not None:
            for _ in range(round(HOLD * fps)):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(last, "rgb24")))
        container.mux(stream.encode(None))
    return buffer.getvalue()
