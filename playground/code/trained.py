"""Scripts with ``nn``: a network of modules, updated by hand or by an optimizer, and its evaluation."""

from __future__ import annotations

from collections.abc import Callable

from playground.catalog.kinds import TRANSFORMS, literal
from playground.code.by_hand import loop_head, update_lines
from playground.code.classes import write_order, write_training_loss
from playground.code.networks import (
    Owner,
    write_definitions,
    write_module,
    write_sequential,
    write_weights,
)
from playground.code.opening import write_opening
from playground.code.own_optimizer import own_optimizer
from playground.code.preparation import write_preparation, write_samples
from playground.code.rate import factor_at, write_constants, write_factor
from playground.code.script import AboveRung, Page, Script
from playground.code.subject import Subject
from playground.code.update import Update

WriteNetwork = Callable[[Page, Subject], list[Owner]]


def write_by_sequential(subject: Subject, data: str) -> Script:
    """``nn.Sequential``, updated by hand."""
    script = _Trained(subject, write_sequential)
    script.by_hand = True
    return script.write(data, "nn.Sequential")


def write_by_optimizer(subject: Subject, data: str) -> Script:
    """``nn.Sequential``, or a module where the network branches, and ``torch.optim``."""
    network = write_sequential if subject.is_chain else write_module
    return _Trained(subject, network).write(data, "nn and torch.optim")


def write_by_module(subject: Subject, data: str) -> Script:
    """A subclass of ``nn.Module`` with everything around it."""
    script = _Trained(subject, write_module)
    script.evaluates = True
    return script.write(data, "a subclass of nn.Module")


class _Trained:
    """One script in the making.

    Attributes:
        by_hand: Whether parameters are updated without ``torch.optim``.
        evaluates: Whether the network is evaluated at the end.
    """

    def __init__(self, subject: Subject, network: WriteNetwork) -> None:
        self.subject, self._network = subject, network
        self.by_hand = self.evaluates = False
        self._loss_fn = "loss_fn"
        self.page = Page()

    def write(self, data: str, how: str) -> Script:
        """Write all sections."""
        subject, page = self.subject, self.page
        scheduled = bool(subject.factor)
        used = {"torch", "nn", *(["math"] if scheduled else [])}
        write_opening(page, subject, data, how, used, prepares=self._prepares)
        if self._prepares:
            write_preparation(page, subject)
        else:
            write_samples(page, ("train", "val") if self.evaluates else ("train",))
        write_constants(page, subject, seeded=True)
        write_factor(page, subject)
        write_definitions(page, subject)
        owners = self._network(page, subject)
        write_weights(page)
        update = self._rule(owners)
        self._loop(update)
        if self.evaluates:
            self._evaluation()
        return page.script(prepares=self._prepares)

    @property
    def _prepares(self) -> bool:
        """Whether the script does the preprocessing: it evaluates, and the preprocessing can be written."""
        return self.evaluates and TRANSFORMS.of(self.subject.project.data.transform).code() is not None

    # --- loss and optimizer ----------------------------------------------------------------------

    def _rule(self, owners: list[Owner]) -> Update | None:
        """Write the loss and the rule of the optimizer; returns the rule by hand."""
        page, subject = self.page, self.subject
        code = subject.loss_code
        update = Update(subject, "torch", self._rate) if self.by_hand else None
        constructor = "" if self.by_hand else subject.optimizer.code(steady=subject.steady)
        if not self.by_hand and not constructor:
            source, constructor = own_optimizer(subject.optimizer)
            page.define(source)
        if code.define:
            page.define(code.define)
        page.section("Loss and optimizer")
        page.write(f"loss_fn = {code.loss}")
        self._loss_fn = write_training_loss(page, subject)
        for owner in owners:
            if owner.part.training.frozen:
                for module in owner.modules:
                    page.write(f"{module}.requires_grad_(False)  # frozen", owner.part.node)
                if owner.part.layer.keeps_statistics:
                    page.write(f"{owner.modules[0]}.eval()  # keeps its statistics", owner.part.node)
        if update is not None:
            _refuse_settings(subject, owners)
            page.write("params = [p for p in model.parameters() if p.requires_grad]")
            for line in update.setup:
                page.write(line)
            return update
        self._optimizer(constructor, owners)
        return None

    @property
    def _rate(self) -> str:
        return "LEARNING_RATE" if self.subject.steady else "rate"

    def _optimizer(self, constructor: str, owners: list[Owner]) -> None:
        page, subject = self.page, self.subject
        groups = _groups(subject, owners)
        if groups:
            page.write("groups = [")
            for line, node in groups:
                page.write(f"{line},", node, 4)
            page.write("]")
        parameters = "groups" if groups else "model.parameters()"
        page.write(f"optimizer = {constructor.format(parameters=parameters, rate='LEARNING_RATE')}")
        if not subject.steady:
            factor = "factor" if not subject.training.warmup else f"lambda step: {factor_at(subject, 'step')}"
            page.write(f"scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, {factor})")

    # --- training --------------------------------------------------------------------------------

    def _loop(self, update: Update | None) -> None:
        page, subject = self.page, self.subject
        page.section("Training")
        if subject.is_random:
            page.write(f"torch.manual_seed({subject.training.seed})")
        page.write("generator = torch.Generator().manual_seed(SEED)")
        page.write("losses = []")
        if update is not None and (not subject.steady or update.needs_step):
            page.write("step = 0")
        page.write("for epoch in range(EPOCHS):")
        write_order(page, subject)
        least = subject.least_batch
        if least > 1:
            page.write("rest = len(order) % BATCH_SIZE", indent=4)
            page.write(f"if rest < {least}:  # too few for a norm", indent=4)
            page.write("order = order[: len(order) - rest]", indent=8)
        page.write("for batch in order.split(BATCH_SIZE):", indent=4)
        target = subject.loss_code.target.replace("y.", "y_train[batch].")
        target = target.replace("one_hot(y,", "one_hot(y_train[batch],")
        page.write(f"x, y = x_train[batch], {'y_train[batch]' if target == 'y' else target}", indent=8)
        if subject.optimizer.needs.closure:
            self._closure()
        else:
            self._step(update)
        page.write('print(f"epoch {epoch + 1}: loss {losses[-1]:.6f}")', indent=4)

    def _closure(self) -> None:
        training = self.subject.training
        if training.l1 or training.l2 or training.clip_norm or training.clip_value:
            title = self.subject.optimizer.title
            raise AboveRung(
                f"{title} evaluates the loss itself; with penalties or clipping that has no script."
            )
        page = self.page
        page.write("\ndef closure():", indent=8)
        page.write("optimizer.zero_grad()", indent=12)
        page.write(f"loss = {self._loss_fn}(model(x), y)", indent=12)
        page.write("loss.backward()", indent=12)
        page.write("return loss\n", indent=12)
        page.write("loss = optimizer.step(closure)", indent=8)
        page.write("losses.append(loss.item())", indent=8)
        if not self.subject.steady:
            page.write("scheduler.step()", indent=8)

    def _step(self, update: Update | None) -> None:
        page, subject = self.page, self.subject
        page.write(f"loss = {self._loss_fn}(model(x), y)", indent=8)
        page.write("losses.append(loss.item())", indent=8)
        page.write("model.zero_grad()" if update else "optimizer.zero_grad()", indent=8)
        penalty = "" if update else self._penalty()
        page.write(f"({penalty}).backward()" if penalty else "loss.backward()", indent=8)
        if update is None:
            self._clip()
            page.write("optimizer.step()", indent=8)
            if not subject.steady:
                page.write("scheduler.step()", indent=8)
            return
        if not subject.steady:
            page.write(f"rate = LEARNING_RATE * {factor_at(subject, 'step')}", indent=8)
        if not subject.steady or update.needs_step:
            page.write("step += 1", indent=8)
        page.write("with torch.no_grad():", indent=8)
        for line in loop_head(update):
            page.write(line, indent=12)
        for line in update_lines(subject, update):
            page.write(line, indent=16)

    def _penalty(self) -> str:
        """Loss and penalties; empty without any."""
        training = self.subject.training
        terms = ["loss"]
        if training.l2:
            chosen = "" if training.l2_all else " if p.ndim > 1"
            terms.append(
                f"{literal(training.l2)} / 2 * sum(p.square().sum() for p in model.parameters(){chosen})"
            )
        if training.l1:
            terms.append(
                f"{literal(training.l1)} * sum(p.abs().sum() for p in model.parameters() if p.ndim > 1)"
            )
        return " + ".join(terms) if len(terms) > 1 else ""

    def _clip(self) -> None:
        training = self.subject.training
        if training.clip_value:
            page_line = f"nn.utils.clip_grad_value_(model.parameters(), {literal(training.clip_value)})"
            self.page.write(page_line, indent=8)
        if training.clip_norm:
            self.page.write(
                f"nn.utils.clip_grad_norm_(model.parameters(), {literal(training.clip_norm)})", indent=8
            )

    # --- evaluation ------------------------------------------------------------------------------

    def _evaluation(self) -> None:
        page, subject = self.page, self.subject
        code = subject.loss_code
        target = code.target.replace("y.", "y_val.").replace("one_hot(y,", "one_hot(y_val,")
        page.section("Evaluation")
        page.write("model.eval()")
        page.write("with torch.no_grad():")
        page.write("output = model(x_val)", indent=4)
        page.write(f"loss = loss_fn(output, {'y_val' if target == 'y' else target}).item()", indent=4)
        if subject.info.task == "classification":
            correct = code.correct.removesuffix("y") + "y_val"
            page.write(f"accuracy = ({correct}).float().mean().item()", indent=4)
            page.write('print(f"validation: loss {loss:.6f}, accuracy {accuracy:.4f}")')
        else:
            page.write("rest = (output - y_val).square().sum(0)", indent=4)
            page.write("spread = (y_val - y_val.mean(0)).square().sum(0)", indent=4)
            page.write("r2 = (1 - rest / spread).mean().item()", indent=4)
            page.write('print(f"validation: loss {loss:.6f}, R2 {r2:.4f}")')


def _groups(subject: Subject, owners: list[Owner]) -> list[tuple[str, str]]:
    """Groups of parameters with settings of their own, each with its node; none where all learn alike."""
    training = subject.training
    found, special = [], False
    for owner in owners:
        own = owner.part.training
        settings = f', "lr": {literal(own.rate_factor)} * LEARNING_RATE' if own.rate_factor != 1 else ""
        if own.weight_decay is not None:
            if training.l2 or "weight_decay" not in type(subject.optimizer).model_fields:
                raise AboveRung(
                    f"{owner.part.title} has a weight decay of its own, which {subject.optimizer.title} cannot take "
                    "in a script.",
                    owner.part.node,
                )
            settings += f', "weight_decay": {literal(own.weight_decay)}'
        special |= bool(settings)
        found += [
            (f'{{"params": {module}.parameters(){settings}}}', owner.part.node) for module in owner.modules
        ]
    return found if special else []


def _refuse_settings(subject: Subject, owners: list[Owner]) -> None:
    """Refuse settings that an update by hand leaves to ``torch.optim``."""
    training = subject.training
    for name, value in {
        "L1": training.l1,
        "Clipping by value": training.clip_value,
        "Clipping by norm": training.clip_norm,
    }.items():
        if value:
            raise AboveRung(f"{name} is above this rung; the rung torch.optim has it.")
    for owner in owners:
        own = owner.part.training
        if own.rate_factor != 1 or own.weight_decay is not None:
            raise AboveRung(
                f"{owner.part.title} has training settings of its own, which are above this rung.",
                owner.part.node,
            )
