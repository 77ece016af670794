"""The learning rate of each step in a script."""

from __future__ import annotations

from playground.catalog.kinds import literal
from playground.code.opening import order_seed
from playground.code.script import Page
from playground.code.subject import Subject


def write_factor(page: Page, subject: Subject) -> None:
    """Write the schedule as a function; nothing where it is always 1."""
    if subject.factor:
        body = "\n".join(f"    {line}" for line in subject.factor.split("\n"))
        page.define(f"def factor(step):  # {subject.schedule.title}: share of the learning rate\n{body}")


def factor_at(subject: Subject, step: str) -> str:
    """The factor of the learning rate at a step, with its warm-up."""
    warm = subject.training.warmup
    factors = [f"factor({step})"] if subject.factor else []
    if warm:
        factors.append(f"min(1, ({step} + 1) / {warm + 1})")
    return " * ".join(factors)


def write_constants(page: Page, subject: Subject, *, seeded: bool) -> None:
    """Write the numbers of a run, with the seed of the order of samples where the script shuffles."""
    training, full = subject.training, subject.optimizer.needs.full_batch
    page.section("Settings")
    page.write(f"EPOCHS = {training.epochs}")
    page.write("BATCH_SIZE = len(x_train)" if full else f"BATCH_SIZE = {training.batch_size}")
    page.write(f"LEARNING_RATE = {literal(subject.optimizer.learning_rate)}")
    if seeded:
        page.write(f"SEED = {order_seed(subject)}  # of the order of the samples")
    if subject.factor:
        page.write(f"STEPS = EPOCHS * {batches(subject)}")


def batches(subject: Subject) -> str:
    """The number of batches in an epoch, as an expression; a last one that is too small for norms is dropped."""
    if subject.least_batch > 1:
        return f"max(1, (len(x_train) + BATCH_SIZE - {subject.least_batch}) // BATCH_SIZE)"
    return "math.ceil(len(x_train) / BATCH_SIZE)"
