"""Losses that compare scores with classes."""

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from playground.catalog.kinds import LOSSES, Loss, Task, param


def one_hot(y: Tensor, classes: int) -> Tensor:
    """float32 ``(N, classes)`` with a 1 at each class."""
    return functional.one_hot(y, classes).float()


def pick(output: Tensor, target: Tensor) -> Tensor:
    """The score of the true class of each sample; leading dimensions of ``output`` broadcast."""
    index = target.expand(output.shape[:-1]).unsqueeze(-1)
    return output.gather(-1, index).squeeze(-1)


@LOSSES.register("cross_entropy", title="Cross-entropy", group="Losses")
class CrossEntropy(Loss):
    """Surprise at the true class under softmax probabilities."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    formula: ClassVar[str] = "−ln softmax(z)_y = ln Σ e^z_k − z_y"
    when: ClassVar[str] = "The usual choice for any number of classes; the softmax is part of it."

    label_smoothing: float = param(0.0, "Share of the target spread over all classes.", ge=0, le=0.9)

    def outputs(self, task: Task, targets: int) -> int:  # noqa: ARG002
        """One per class."""
        return targets

    def target(self, y: Tensor, targets: int) -> Tensor:  # noqa: ARG002
        """Class numbers as they are."""
        return y

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """``functional.cross_entropy``."""
        return functional.cross_entropy(output, target, label_smoothing=self.label_smoothing)

    def gradient(self, output: Tensor, target: Tensor) -> Tensor | None:
        """(softmax(z) − smoothed one-hot) / N."""
        gradient = torch.softmax(output, 1)
        smoothing, samples = self.label_smoothing, len(output)
        hit = torch.full((samples, 1), smoothing - 1, dtype=output.dtype, device=output.device)
        gradient.scatter_add_(1, target[:, None], hit)
        if smoothing:
            gradient.sub_(smoothing / output.shape[1])
        return gradient.div_(samples)

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """The formula: ln Σ e^z − (1 − s) z_y − s mean(z)."""
        total = torch.logsumexp(output, -1)
        losses = total - (1 - self.label_smoothing) * pick(output, target)
        return losses - self.label_smoothing * output.mean(-1) if self.label_smoothing else losses

    def scores(self, output: Tensor, task: Task) -> Tensor:  # noqa: ARG002
        """Softmax."""
        return torch.softmax(output, -1)


@LOSSES.register("bce", title="Binary cross-entropy", group="Losses")
class BinaryCrossEntropy(Loss):
    """Surprise at yes or no under the sigmoid of each output."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    formula: ClassVar[str] = "−y ln σ(z) − (1 − y) ln(1 − σ(z))"
    when: ClassVar[str] = "For two classes with a single output; with more, each class is asked on its own."

    def outputs(self, task: Task, targets: int) -> int:  # noqa: ARG002
        """One for two classes, else one per class."""
        return 1 if targets == 2 else targets

    def target(self, y: Tensor, targets: int) -> Tensor:
        """0 or 1 for each output."""
        return y.float()[:, None] if targets == 2 else one_hot(y, targets)

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """``functional.binary_cross_entropy_with_logits``, mean over samples and outputs."""
        return functional.binary_cross_entropy_with_logits(output, target)

    def gradient(self, output: Tensor, target: Tensor) -> Tensor | None:
        """(σ(z) − y) / (N · outputs)."""
        return torch.sigmoid(output).sub_(target).div_(output.numel())

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """max(z, 0) − z y + ln(1 + e^−|z|), mean over outputs."""
        losses = output.clamp(min=0) - output * target + torch.log1p(torch.exp(-output.abs()))
        return losses.mean(-1)

    def scores(self, output: Tensor, task: Task) -> Tensor:  # noqa: ARG002
        """(1 − p, p) for one output; else the sigmoids, scaled to sum 1."""
        p = torch.sigmoid(output)
        if output.shape[-1] == 1:
            return torch.cat([1 - p, p], -1)
        return p / p.sum(-1, keepdim=True).clamp(min=1e-12)


@LOSSES.register("hinge", title="Hinge", group="Losses")
class Hinge(Loss):
    """Asks the true class to lead every other one by a margin of 1."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    formula: ClassVar[str] = "Σ over k ≠ y of max(0, 1 − z_y + z_k) / classes"
    when: ClassVar[str] = "As in support vector machines: samples beyond the margin no longer count."

    def outputs(self, task: Task, targets: int) -> int:  # noqa: ARG002
        """One per class."""
        return targets

    def target(self, y: Tensor, targets: int) -> Tensor:  # noqa: ARG002
        """Class numbers as they are."""
        return y

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """``functional.multi_margin_loss``."""
        return functional.multi_margin_loss(output, target)

    def gradient(self, output: Tensor, target: Tensor) -> Tensor | None:
        """1 / (N · classes) for each class within the margin, minus their number for the true class."""
        inside = (1 - output.gather(1, target[:, None]) + output > 0).to(output.dtype)
        inside.scatter_(1, target[:, None], 0.0)
        inside.scatter_(1, target[:, None], -inside.sum(1, keepdim=True))
        return inside.div_(output.numel())

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """The formula; the true class itself would count max(0, 1) and is taken off."""
        margins = (1 - pick(output, target).unsqueeze(-1) + output).clamp(min=0)
        return (margins.sum(-1) - 1) / output.shape[-1]

    def scores(self, output: Tensor, task: Task) -> Tensor:  # noqa: ARG002
        """Softmax of the margins: an order, not calibrated probabilities."""
        return torch.softmax(output, -1)
