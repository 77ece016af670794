"""Changes of the training settings during a run, in words."""

from playground.catalog.kinds import OPTIMIZERS
from playground.spec.base import Value
from playground.spec.fields import live_fields, title_of
from playground.spec.training import TrainingSpec


def describe_change(old: TrainingSpec, new: TrainingSpec) -> str:
    """Describe the differences of two training settings, e.g. ``learning rate 0.01 → 0.001``."""
    words: list[str] = []
    before, after = OPTIMIZERS.of(old.optimizer), OPTIMIZERS.of(new.optimizer)
    if type(before) is not type(after):
        words.append(f"{before.title} → {after.title}")
    words += [
        f"{name} {_words(getattr(before, name))} → {_words(getattr(after, name))}"
        for name in type(after).model_fields
        if hasattr(before, name) and getattr(before, name) != getattr(after, name)
    ]
    if old.schedule != new.schedule:
        changed = old.schedule.kind == new.schedule.kind
        words.append("schedule changed" if changed else f"schedule {old.schedule.kind} → {new.schedule.kind}")
    words += [
        f"{title_of(TrainingSpec, name)} {_words(getattr(old, name))} → {_words(getattr(new, name))}"
        for name in live_fields(TrainingSpec)
        if getattr(old, name) != getattr(new, name)
    ]
    return ", ".join(words).replace("_", " ")


def keeps_state(old: TrainingSpec, new: TrainingSpec) -> bool:
    """Whether optimizer, schedule, average and early stopping can use a state from before the change."""
    return (
        OPTIMIZERS.of(old.optimizer).can_become(OPTIMIZERS.of(new.optimizer))
        and old.schedule.kind == new.schedule.kind
        and bool(old.average) == bool(new.average)
        and (old.patience > 0, old.stop_on) == (new.patience > 0, new.stop_on)
    )


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:g}"
