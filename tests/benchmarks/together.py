"""Two processes that train together against one, each on one thread."""

from __future__ import annotations

from functools import partial

from projects import fashion_part
from rows import Row, measures
from training import steps
from turns import ROUNDS, speed

from playground.engine.training.session import Session
from playground.engine.training.together.worker_processes import WORKERS
from playground.spec.project import Project

SECONDS = 1.0
CHUNK = 12
"""Steps between two looks for commands, as many as a run does in ``SHARED_SLICE`` seconds."""


@measures("ranks")
def ranks() -> dict[str, Row]:
    """A convolutional network on 6,000 pictures of Fashion-MNIST."""
    rows = {f"ranks_fashion_cnn_{size}": _row(fashion_part(size)) for size in (64, 128)}
    WORKERS.close()
    return rows


def _row(project: Project) -> Row:
    together, alone = (Session(project, epochs=10**6, device="cpu") for _ in range(2))
    together.gradients.share_with(WORKERS.lead(together.project, 2), together.training)
    both = [partial(steps, session, CHUNK) for session in (together, alone)]
    for work in both:
        speed(work, 1, 0.5)
    turns = [[speed(work, 1, SECONDS) for work in both] for _ in range(ROUNDS)]
    ours, rival = (max(column) for column in zip(*turns, strict=True))  # other load only slows down
    together.gradients.leave()
    WORKERS.free()
    return Row(ours, rival, 1.5, "steps/s", note="two processes against one, the best of five turns each")
