"""Class weights and balanced sampling in scripts with ``torch``."""

from __future__ import annotations

from playground.build.class_weights import typed
from playground.catalog.kinds import literal
from playground.code.script import AboveRung, Page
from playground.code.subject import Subject


def write_training_loss(page: Page, subject: Subject) -> str:
    """Write the loss with weights of the classes, where there are any; returns the name of the loss for training.

    Raises:
        AboveRung: When the loss cannot be written with weights.
    """
    training = subject.training
    if training.class_weights == "none":
        return "loss_fn"
    if training.loss.kind != "cross_entropy" or training.loss.params.get("label_smoothing"):
        raise AboveRung("Class weights have a script with plain cross-entropy alone.")
    if training.class_weights == "typed":
        weights = ", ".join(literal(weight) for weight in typed(training.typed_weights))
        page.write(f"class_weights = torch.tensor([{weights}])")
    else:
        classes = subject.info.targets
        page.write(f"counts = torch.bincount(y_train, minlength={classes})")
        page.write(
            f"class_weights = len(y_train) / ({classes} * counts.clamp(min=1))  # rare classes count more"
        )
    page.write("\n\ndef weighted_loss(output, y):  # a mean over the samples, not over their weights")
    page.write(
        'total = nn.functional.cross_entropy(output, y, weight=class_weights, reduction="sum")', indent=4
    )
    page.write("return total / len(y)\n\n", indent=4)
    return "weighted_loss"


def write_order(page: Page, subject: Subject) -> None:
    """Write how the samples of an epoch are drawn, inside its loop."""
    if subject.training.sampling == "balanced":
        page.write(
            "shares = (1.0 / torch.bincount(y_train).double())[y_train]  # every class equally often",
            indent=4,
        )
        page.write(
            "order = torch.multinomial(shares, len(x_train), replacement=True, generator=generator)", indent=4
        )
    else:
        page.write("order = torch.randperm(len(x_train), generator=generator)", indent=4)
