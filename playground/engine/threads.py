"""How many threads torch uses for a session, called from the thread that trains.

For small tensors one thread is the fastest, and several beside a busy core can be many times slower; convolutions
on images gain from two. Results do not depend on it beyond what torch guarantees, so the choice follows from the
network alone and is the same for every run on a machine.
"""

import os

import torch

from playground.engine.samples import work_per_sample
from playground.engine.session import Session

LARGE = 3e6
"""Multiply-adds of a batch from which several threads pay."""


def fit_threads(session: Session) -> int:
    """Set the number of torch's threads for a session and return it."""
    work = work_per_sample(session.network) * min(session.training.batch_size, len(session.data.x_train))
    count = min(4, os.cpu_count() or 1) if work > LARGE else 1
    torch.set_num_threads(count)
    return count
