"""Scripts without ``nn``: arrays of numpy or tensors, with the backward pass written out or left to autograd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.catalog.kinds import ByHand
from playground.code.arrays import ERF, Library, written
from playground.code.opening import write_opening
from playground.code.rate import factor_at, write_constants, write_factor
from playground.code.script import AboveRung, Page, Script, Weights
from playground.code.subject import Part, Subject
from playground.code.update import Update


@dataclass(frozen=True)
class _Operation:
    """One line forward.

    Attributes:
        part: The layer that it belongs to.
        code: How it is written.
        activation: Whether it is the layer's activation.
        number: Number of the layer in names such as ``W2``.
        x: Name of its input.
        y: Name of its output.
    """

    part: Part
    code: ByHand
    activation: bool
    number: int
    x: str
    y: str

    @property
    def title(self) -> str:
        """What the line computes."""
        activation = self.part.activation if self.activation else None
        return self.part.title if activation is None else activation.title

    @property
    def names(self) -> dict[str, str]:
        """The names of variables."""
        letters = {letter: f"{letter}{self.number}" for letter in self.code.letters.values()}
        return {"x": self.x, "y": self.y, "d": f"d_{self.y}", **letters}

    @property
    def parameters(self) -> list[str]:
        """The names of its parameters."""
        return [f"{letter}{self.number}" for letter in self.code.letters.values()]

    @property
    def weights(self) -> Weights:
        """Where they are in the data file."""
        names = {name: f"{letter}{self.number}" for name, letter in self.code.letters.items()}
        return Weights(self.part.node, self.activation, names)


def write_by_hand(subject: Subject, data: str, library: Library, *, autograd: bool) -> Script:
    """Write the script.

    Args:
        subject: The project.
        data: Name of the data file.
        library: Arrays of numpy, or tensors.
        autograd: Whether autograd computes the gradients; only for tensors.

    Raises:
        AboveRung: When something cannot be written by hand.
    """
    return _ByHandScript(subject, library, autograd=autograd).write(data)


class _ByHandScript:
    """One script in the making."""

    def __init__(self, subject: Subject, library: Library, *, autograd: bool) -> None:
        self.subject, self.library, self.autograd = subject, library, autograd
        self.page = Page()
        self.operations = _operations(subject)
        self.parameters = [name for operation in self.operations for name in operation.parameters]
        frozen = [operation for operation in self.operations if operation.part.training.frozen]
        self.trained = [n for n in self.parameters if not any(n in o.parameters for o in frozen)]
        self.rate = "LEARNING_RATE" if subject.steady else "rate"
        self.update = Update(subject, library, self.rate)
        _refuse_settings(subject)

    def write(self, data: str) -> Script:
        """Write all sections."""
        subject, page, library = self.subject, self.page, self.library
        erf = library == "np" and any("erf(" in o.code.forward for o in self.operations)
        used = {"math"} if subject.factor or erf else set()
        how = "numpy" if library == "np" else "tensors and autograd" if self.autograd else "tensors"
        write_opening(page, subject, data, how, used | {library})
        self._data()
        write_constants(page, subject, seeded=library == "torch")
        write_factor(page, subject)
        self._weights(erf=erf)
        self._loop()
        return page.script(orders=library == "np")

    def _data(self) -> None:
        target = self.subject.loss_code.target_by_hand
        as_tensor = ("torch.from_numpy(", ")") if self.library == "torch" else ("", "")
        arrays = (f'data["{name}"]'.join(as_tensor) for name in ("x_train", "y_train"))
        names = "x_train, t_train" if target == "y" else "x_train, y_train"
        self.page.write(f"{names} = {', '.join(arrays)}")
        if target != "y":
            converted = written(target, self.library).replace("[y]", "[y_train]").replace("y[", "y_train[")
            self.page.write(f"t_train = {converted.replace('y.', 'y_train.')}")
        if self.library == "np":
            self.page.write('orders = data["orders"]  # of the samples, in each epoch')

    def _weights(self, *, erf: bool) -> None:
        page = self.page
        page.section("Network")
        for operation in self.operations:
            if not operation.parameters:
                continue
            values = (f'data["{name}"]' for name in operation.parameters)
            if self.library == "torch":
                values = (f"torch.from_numpy({value})" for value in values)
            line = f"{', '.join(operation.parameters)} = {', '.join(values)}"
            page.write(f"{line}  # {operation.part.comment}", operation.part.node)
            page.weights.append(operation.weights)
        if not self.update.is_plain or self.autograd or self.subject.training.l2:
            page.write(f"params = [{', '.join(self.trained)}]")
        if self.autograd:
            page.write("for p in params:\n    p.requires_grad_()")
        if erf:
            page.write(ERF.strip())
        if self.update.setup:
            page.section(self.subject.optimizer.title)
            for line in self.update.setup:
                page.write(line)

    def _loop(self) -> None:
        page, subject = self.page, self.subject
        page.section("Training")
        page.write("losses = []")
        if not subject.steady or self.update.needs_step:
            page.write("step = 0")
        if self.library == "np":
            page.write("rng = np.random.default_rng(0)")
            page.write("for epoch in range(EPOCHS):")
            page.write(
                "order = orders[epoch] if epoch < len(orders) else rng.permutation(len(x_train))", indent=4
            )
            page.write("for start in range(0, len(order), BATCH_SIZE):", indent=4)
            page.write("batch = order[start : start + BATCH_SIZE]", indent=8)
        else:
            page.write("generator = torch.Generator().manual_seed(SEED)")
            page.write("for epoch in range(EPOCHS):")
            page.write(
                "for batch in torch.randperm(len(x_train), generator=generator).split(BATCH_SIZE):", indent=4
            )
        page.write("x, t = x_train[batch], t_train[batch]", indent=8)
        self._forward()
        self._backward()
        self._update()
        page.write('print(f"epoch {epoch + 1}: loss {losses[-1]:.6f}")', indent=4)

    def _forward(self) -> None:
        page = self.page
        page.write("\n# Forward pass", indent=8)
        for operation in self.operations:
            forward = written(operation.code.forward, self.library, operation.names)
            title = operation.title
            page.write(f"{operation.y} = {forward}  # {title}", operation.part.node, 8)
        for line in self.subject.loss_code.by_hand[:-1]:
            note = f"  # {self.subject.loss.title}" if line.startswith("loss =") else ""
            page.write(written(line, self.library) + note, indent=8)
        page.write(f"losses.append({'loss.item()' if self.library == 'torch' else 'float(loss)'})", indent=8)

    def _backward(self) -> None:
        page = self.page
        page.write("\n# Backward pass", indent=8)
        if self.autograd:
            page.write("loss.backward()", indent=8)
            return
        page.write(
            written(self.subject.loss_code.by_hand[-1].replace("d_output", "d_y_pred"), self.library),
            indent=8,
        )
        first = next(
            place for place, o in enumerate(self.operations) if any(n in self.trained for n in o.parameters)
        )
        for place, operation in reversed([*enumerate(self.operations)][first:]):
            names, node = operation.names, operation.part.node
            for letter, gradient in operation.code.gradients.items():
                if names[letter] in self.trained:
                    page.write(f"d{names[letter]} = {written(gradient, self.library, names)}", node, 8)
            if place > first:
                page.write(
                    f"d_{operation.x} = {written(operation.code.backward, self.library, names)}", node, 8
                )

    def _update(self) -> None:
        page, subject, update = self.page, self.subject, self.update
        page.write(f"\n# {subject.optimizer.title}", indent=8)
        if not subject.steady:
            page.write(f"rate = LEARNING_RATE * {factor_at(subject, 'step')}", indent=8)
        if not subject.steady or update.needs_step:
            page.write("step += 1", indent=8)
        if update.is_plain and not self.autograd and not subject.training.l2:
            for name in self.trained:
                page.write(f"{name} -= {self.rate} * d{name}", indent=8)
            return
        indent, gradients = 8, f"[{', '.join(f'd{name}' for name in self.trained)}]"
        if self.autograd:
            page.write("with torch.no_grad():", indent=8)
            indent, gradients = 12, ""
        for line in loop_head(update, gradients):
            page.write(line, indent=indent)
        for line in update_lines(subject, update):
            page.write(line, indent=indent + 4)
        if self.autograd:
            page.write("p.grad = None", indent=indent + 4)


def loop_head(update: Update, gradients: str = "") -> Sequence[str]:
    """The loop over parameters and their gradients, with numbers where the rule keeps state.

    Args:
        update: The rule.
        gradients: A list of them; empty where autograd left them at the parameters.
    """
    pair, pairs = ("(p, g)", f"zip(params, {gradients})") if gradients else ("p", "params")
    head = (
        f"for i, {pair} in enumerate({pairs}):" if update.has_state else f"for {pair.strip('()')} in {pairs}:"
    )
    return [head] if gradients else [head, "    g = p.grad"]


def update_lines(subject: Subject, update: Update) -> Sequence[str]:
    """The update of a parameter ``p``, with L2 where it is on."""
    training = subject.training
    if not training.l2:
        return update.lines()
    penalty = f"g = g + {training.l2!r} * p  # L2"
    penalties = [penalty] if training.l2_all else ["if p.ndim > 1:", f"    {penalty}"]
    return [*penalties, *update.lines()]


def _operations(subject: Subject) -> list[_Operation]:
    """What the forward pass computes, one line after the other."""
    if not subject.is_chain:
        raise AboveRung("The network branches, which is above this rung; the rung nn.Module has it.")
    found: list[_Operation] = []
    number, x = 0, "x"
    for part in subject.parts:
        pieces = [(part.code.by_hand, False, part.title)]
        if part.activation is not None:
            pieces.append((part.activation_code.by_hand, True, part.activation.title))
        numbered = False
        for code, activation, title in pieces:
            if code is None:
                raise AboveRung(
                    f"{title} takes more than a few lines by hand; the rung nn.Sequential has it.", part.node
                )
            if code.forward == "{x}":
                continue
            number, numbered = number + (not numbered), True
            found.append(
                _Operation(part, code, activation, number, x, f"{'a' if activation else 'h'}{number}")
            )
            x = found[-1].y
    if not any(operation.parameters for operation in found):
        raise AboveRung("The network has no weights to train.")
    found[-1] = replace(found[-1], y="y_pred")
    return found


def _refuse_settings(subject: Subject) -> None:
    """Refuse settings of training that are above the rungs by hand."""
    training = subject.training
    named = {
        "A class weight": training.class_weights != "none",
        "Balanced sampling": training.sampling != "shuffled",
        "L1": training.l1,
        "Clipping by value": training.clip_value,
        "Clipping by norm": training.clip_norm,
    }
    for name, value in named.items():
        if value:
            raise AboveRung(f"{name} is above this rung; the rung torch.optim has it.")
    for part in subject.parts:
        if part.training.rate_factor != 1 or part.training.weight_decay is not None:
            raise AboveRung(
                f"{part.title} has training settings of its own, which are above this rung.", part.node
            )
    if subject.least_batch > 1:
        raise AboveRung("Batches of a least size are above this rung.")
