"""Optuna's samplers and pruners: settings drawn at random or by TPE, trials stopped early by median or halving."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

from playground.extras import needs
from playground.records.sweep import Goal, SweepRecord
from playground.spec.base import Value
from playground.sweep.axis import Axis
from playground.sweep.sampler import Proposal
from playground.sweep.space import Space

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler
    from optuna.trial import FrozenTrial, Trial

Method = Literal["random", "tpe"]
PrunerName = Literal["none", "median", "halving"]
METHODS: tuple[Method, ...] = get_args(Method)
PRUNERS: tuple[PrunerName, ...] = get_args(PrunerName)
STARTUP = 4
"""Trials before the median pruner compares."""


class OptunaSampler:
    """Proposes a number of settings from a space, and judges their first trials while they train.

    Attributes:
        judges: Whether there is a pruner.
        total: Number of proposals that are left.
    """

    def __init__(  # noqa: PLR0917 - each is an option of the command
        self,
        space: Space,
        trials: int,
        method: Method = "tpe",
        pruner: PrunerName = "none",
        goal: Goal = "loss",
        seed: int = 0,
        done: SweepRecord | None = None,
    ) -> None:
        """Begin, or continue with what is done: settings in it count as trials, and the sampler learns from them.

        Raises:
            MissingExtra: When Optuna is not installed.
        """
        needs("sweep")
        import optuna  # noqa: PLC0415 - an extra

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space, self._goal = space, goal
        self.judges = pruner != "none"
        self._study = optuna.create_study(
            direction="minimize" if goal == "loss" else "maximize",
            sampler=_sampler(method, seed),
            pruner=_pruner(pruner),
        )
        self._distributions = {axis.name: _distribution(axis) for axis in space.axes}
        self._open: dict[int, Trial] = {}
        self._judged: dict[int, int] = {}
        known = 0 if done is None else self._learn(done)
        self.total = self._left = max(0, trials - known)

    def propose(self) -> Proposal | None:
        """Ask for settings, as long as there are trials left."""
        if not self._left:
            return None
        self._left -= 1
        trial = self._study.ask(self._distributions)
        self._open[trial.number] = trial
        return Proposal(trial.number, self._space.applicable(trial.params))

    def judge(self, number: int, epoch: float, value: float) -> bool:
        """Report an evaluation at the end of an epoch, and ask the pruner."""
        if not self.judges or math.isnan(value):
            return False
        trial, step = self._open[number], max(1, round(epoch))
        if step <= self._judged.get(number, 0):
            return False  # several evaluations in one epoch
        self._judged[number] = step
        trial.report(value, step)
        return trial.should_prune()

    def conclude(self, number: int, value: float, *, pruned: bool) -> None:
        """Tell the study the result."""
        from optuna.trial import TrialState  # noqa: PLC0415 - an extra

        trial = self._open.pop(number)
        if pruned:
            self._study.tell(trial, state=TrialState.PRUNED)
        elif math.isnan(value):
            self._study.tell(trial, state=TrialState.FAIL)
        else:
            self._study.tell(trial, _bounded(value))

    def _learn(self, done: SweepRecord) -> int:
        """Add finished settings to the study, and return how many trials they are."""
        count = 0
        for point in done.points():
            value = point.value(self._goal)
            if any(trial.state == "lost" for trial in point.trials):
                continue
            count += 1
            if point.complete and not math.isnan(value):
                self._add(point.settings, _bounded(value))
        return count

    def _add(self, settings: Mapping[str, Value], value: float) -> None:
        """Add a trial; one outside the space teaches nothing."""
        from optuna.trial import TrialState, create_trial  # noqa: PLC0415 - an extra

        distributions = {name: each for name, each in self._distributions.items() if name in settings}
        try:
            known: FrozenTrial = create_trial(
                state=TrialState.COMPLETE,
                value=value,
                params={name: settings[name] for name in distributions},
                distributions=distributions,
            )
        except ValueError:
            return
        self._study.add_trial(known)


def _sampler(method: Method, seed: int) -> BaseSampler:
    from optuna.samplers import RandomSampler, TPESampler  # noqa: PLC0415 - an extra

    # Trials that run meanwhile count as bad ones, so that workers beside each other do not try the same.
    return RandomSampler(seed=seed) if method == "random" else TPESampler(seed=seed, constant_liar=True)


def _pruner(name: PrunerName) -> BasePruner:
    from optuna.pruners import MedianPruner, NopPruner, SuccessiveHalvingPruner  # noqa: PLC0415 - an extra

    if name == "median":
        return MedianPruner(n_startup_trials=STARTUP)
    return NopPruner() if name == "none" else SuccessiveHalvingPruner()


def _distribution(axis: Axis) -> BaseDistribution:
    from optuna.distributions import (  # noqa: PLC0415 - an extra
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if axis.span is None:
        return CategoricalDistribution(axis.values)
    low, high = axis.span
    if axis.whole:
        return IntDistribution(int(low), int(high), log=axis.log)
    return FloatDistribution(low, high, log=axis.log)


def _bounded(value: float) -> float:
    """Return a number that samplers can compare: a diverged trial is as bad as can be."""
    return max(-1e300, min(1e300, value))
