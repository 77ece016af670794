"""The whole script for Keras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from playground.catalog.kinds import literal
from playground.code.keras.activations import activation
from playground.code.keras.layer import About, KerasLayer, NoKerasLayer, channels_last
from playground.code.keras.layers import LAYERS
from playground.code.keras.penalties import penalized, penalty_constants, penalty_note
from playground.code.keras.training import keras_loss, keras_optimizer, write_class_weights
from playground.code.opening import notes
from playground.code.rate import factor_at, write_constants, write_factor
from playground.code.script import AboveRung, Page, Script, Weights, as_literal, as_words
from playground.code.subject import Part, Subject


@dataclass(frozen=True)
class _Piece:
    """A layer of Keras that belongs to a layer of the project or to its activation."""

    part: Part
    layer: KerasLayer
    activation: bool
    name: str = ""


def write_keras(subject: Subject, data: str) -> Script:
    """Write the script.

    Args:
        subject: The project.
        data: Name of the data file.

    Raises:
        AboveRung: When Keras has nothing for an entry or a setting.
    """
    try:
        return _KerasScript(subject).write(data)
    except NoKerasLayer as problem:
        raise AboveRung(str(problem)) from None


class _KerasScript:
    """One script in the making."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.page = subject, Page()
        self.loss = keras_loss(subject.loss, subject.info.task, subject.info.targets)
        training = subject.training
        if training.sampling != "shuffled":
            raise NoKerasLayer("Balanced sampling is not written for Keras; the rung torch.optim has it.")
        self.optimizer = keras_optimizer(
            subject.optimizer, clip_norm=training.clip_norm, clip_value=training.clip_value
        )
        self.pieces = self._pieces()

    def write(self, data: str) -> Script:
        """Write all sections."""
        subject, page = self.subject, self.page
        self._opening(data)
        self._data(data)
        write_constants(page, subject, seeded=False)
        for line in penalty_constants(subject.training):
            page.write(line)
        write_factor(page, subject)
        self._definitions()
        self._network()
        self._training()
        return page.script()

    def _opening(self, data: str) -> None:
        subject, page = self.subject, self.page
        name = as_words(subject.project.name) or "A network"
        page.write(f'"""{name}, trained with Keras.')
        page.write()
        page.write(
            f"Run it beside {as_words(data)}, which holds the data as split and preprocessed by Descent, and the"
        )
        page.write("initial weights. KERAS_BACKEND=torch, jax or tensorflow says what Keras runs on.")
        for note in filter(None, (*notes(subject), penalty_note(subject.training), self.optimizer.note)):
            page.write(note)
        page.write('"""\n')
        if subject.factor:
            page.write("import math")
        page.write("from pathlib import Path\n\nimport keras\nimport numpy as np\nfrom keras import layers")

    def _data(self, data: str) -> None:
        page, loss = self.page, self.loss
        page.section("Data")
        page.write(f"data = np.load(Path(__file__).with_name({as_literal(data)}))")
        for split in ("train", "val"):
            page.write(f'x_{split}, y_{split} = data["x_{split}"], data["y_{split}"]')
        if len(self.subject.parts[0].shape) == 3:
            page.write("x_train, x_val = (np.moveaxis(x, 1, -1) for x in (x_train, x_val))  # channels last")
        if loss.target != "{y}":
            for split in ("train", "val"):
                page.write(f"y_{split} = {loss.target.format(y=f'y_{split}')}")

    # --- network ---------------------------------------------------------------------------------

    def _pieces(self) -> dict[str, list[_Piece]]:
        """Layers of Keras by node."""
        subject = self.subject
        shapes = {part.node: part.shape for part in subject.parts}
        found: dict[str, list[_Piece]] = {}
        for part in subject.parts:
            inputs = tuple(shapes[node] for node in part.inputs) or (part.shape,)
            if part.training.rate_factor != 1 or part.training.weight_decay is not None:
                raise NoKerasLayer(
                    f"{part.title} has training settings of its own, which Keras does not offer."
                )
            try:
                found[part.node] = self._of(part, About(part.layer, inputs))
            except NoKerasLayer as problem:
                raise AboveRung(str(problem), part.node) from None
        self._add_head(found)
        return _named(found)

    def _of(self, part: Part, about: About) -> list[_Piece]:
        training = self.subject.training
        written = [penalized(layer, training) for layer in LAYERS[part.layer.key](about)]
        pieces = [_Piece(part, layer, activation=False) for layer in written]
        if part.activation is None:
            return pieces
        function = activation(About(part.activation, (about.out_shape,)))
        if not isinstance(function, str):
            function = [penalized(layer, training) for layer in function]
        return _with(pieces, part, function)

    def _add_head(self, found: dict[str, list[_Piece]]) -> None:
        """Let the network end with the activation that the loss of the program applies by itself."""
        if not self.loss.head:
            return
        last = next(part for part in reversed(self.subject.parts) if found[part.node])
        users = sum(last.node in part.inputs for part in self.subject.parts)
        if users == 1 and last.activation is None:
            found[last.node] = _with(found[last.node], last, self.loss.head)
        else:
            end = self.subject.parts[-1]
            found[end.node] = _with([], end, self.loss.head)

    def _definitions(self) -> None:
        """Write classes that Keras lacks, each once, and the loss where it has none."""
        pieces = (piece for pieces in self.pieces.values() for piece in pieces)
        sources = [piece.layer.define for piece in pieces] + [self.loss.define]
        for define in dict.fromkeys(filter(None, sources)):
            self.page.define(define)

    def _network(self) -> None:
        page, subject = self.page, self.subject
        page.section("Network")
        if subject.is_random:
            page.write(
                f"keras.utils.set_random_seed({subject.training.seed})  # of the layers that draw numbers"
            )
        first = literal(channels_last(subject.parts[0].shape))
        plain = all(piece.layer.call == "({x})" for pieces in self.pieces.values() for piece in pieces)
        if subject.is_chain and plain:
            page.write("model = keras.Sequential([")
            page.write(f"keras.Input({first}),", subject.parts[0].node, 4)
            for part in subject.parts:
                for place, piece in enumerate(self.pieces[part.node]):
                    note = "" if place else f"  # {part.comment}"
                    page.write(f"{piece.layer.written(piece.name)},{note}", part.node, 4)
            page.write("])")
        else:
            self._functional(first)
        self._weights()

    def _functional(self, first: str) -> None:
        page, subject = self.page, self.subject
        page.write(f"inputs = keras.Input({first})", subject.parts[0].node)
        values = {subject.parts[0].node: "inputs"}
        for place, part in enumerate(subject.parts[1:], 1):
            given = [values[node] for node in part.inputs]
            value = given[0] if len(given) == 1 else f"[{', '.join(given)}]"
            users = [p for p, other in enumerate(subject.parts) if part.node in other.inputs]
            own = "x" if users in ([place + 1], []) else f"x{place}"
            for number, piece in enumerate(self.pieces[part.node]):
                note = "" if number else f"  # {part.comment}"
                applied = f"{piece.layer.written(piece.name)}{piece.layer.call.format(x=value)}"
                page.write(f"{own} = {applied}{note}", part.node)
                value = own
            if not self.pieces[part.node] and own not in {value, "x"}:
                page.write(f"{own} = {value}", part.node)
                value = own
            values[part.node] = value
        page.write(f"model = keras.Model(inputs, {values[subject.parts[-1].node]})")

    def _weights(self) -> None:
        page = self.page
        holders = [piece for pieces in self.pieces.values() for piece in pieces if piece.name]
        for piece in holders:
            page.weights.append(
                Weights(
                    piece.part.node,
                    piece.activation,
                    prefix=f"{piece.name}.",
                    convert=piece.layer.convert,
                )
            )
        if holders:
            page.write("for layer in model.layers:")
            page.write('if layer.weights and f"{layer.name}.0" in data:', indent=4)
            page.write(
                'arrays = [data[f"{layer.name}.{place}"] for place in range(len(layer.weights))]', indent=8
            )
            page.write("layer.set_weights(arrays)", indent=8)
        for piece in holders:
            if piece.part.training.frozen:
                page.write(f'model.get_layer("{piece.name}").trainable = False  # frozen', piece.part.node)

    # --- training --------------------------------------------------------------------------------

    def _training(self) -> None:
        page, subject, loss = self.page, self.subject, self.loss
        if not subject.steady:
            page.define(_RATE.format(factor=factor_at(subject, "step")))
        page.section("Training")
        page.write(f"optimizer = {self.optimizer.written}")
        page.write(f"model.compile(optimizer, loss={loss.loss}, metrics=[{loss.metric}])")
        page.write("model.summary()")
        weighted = write_class_weights(page, subject)
        page.write("history = model.fit(")
        page.write(
            "x_train, y_train, batch_size=BATCH_SIZE, epochs=EPOCHS, validation_data=(x_val, y_val),",
            indent=4,
        )
        if not subject.steady:
            page.write("callbacks=[Rate()],", indent=4)
        if weighted:
            page.write("class_weight=class_weight,", indent=4)
        page.write(")")
        page.section("Evaluation")
        page.write("loss, metric = model.evaluate(x_val, y_val)")
        name = "accuracy" if subject.info.task == "classification" else "R2"
        page.write(f'print(f"validation: loss {{loss:.6f}}, {name} {{metric:.4f}}")')


_RATE = """
class Rate(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        step = int(self.model.optimizer.iterations)
        self.model.optimizer.learning_rate = LEARNING_RATE * {factor}
"""


def _with(pieces: Sequence[_Piece], part: Part, function: str | Sequence[KerasLayer]) -> list[_Piece]:
    """Layers with an activation: by its name where the last one takes that."""
    last = pieces[-1] if pieces else None
    if not isinstance(function, str):
        return [*pieces, *(_Piece(part, layer, activation=True) for layer in function)]
    if last is not None and last.layer.activates and "activation" not in last.layer.settings:
        return [*pieces[:-1], _Piece(part, last.layer.activated(function), activation=False)]
    return [*pieces, _Piece(part, KerasLayer("Activation", (function,)), activation=True)]


def _named(found: dict[str, list[_Piece]]) -> dict[str, list[_Piece]]:
    """The same with names for those that have weights, e.g. ``dense_2``."""
    seen: Counter[str] = Counter()
    named: dict[str, list[_Piece]] = {}
    for node, pieces in found.items():
        named[node] = []
        for piece in pieces:
            name = ""
            if piece.layer.convert is not None:
                kind = piece.layer.name.lower()
                seen[kind] += 1
                name = f"{kind}_{seen[kind]}"
            named[node].append(_Piece(piece.part, piece.layer, piece.activation, name))
    return named
