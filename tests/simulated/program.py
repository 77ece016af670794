"""Runs the engine on the simulated accelerator and prints what it found, a line of JSON for each part.

It is a program of its own, because torch keeps a registered device for the life of a process.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import torch
from accelerator import SIMULATION, NoFloat64, NotCapturable, WrongDevice, install

NPU = install()

from playground.app.examples import examples
from playground.catalog.kinds import OPTIMIZERS
from playground.engine.compiled.cuda_graph import CapturedStep
from playground.engine.events.pictures import (
    DecisionMap,
    GradientFlow,
    LossPlane,
    NodeActivity,
    PlanePath,
    UnitMaps,
    WireWeights,
)
from playground.engine.jobs.pictures import Pictures
from playground.engine.runtime.devices import devices, has_float64, name_of, resolve
from playground.engine.training.divergence import Diverged
from playground.engine.training.lr_finder import search_rates
from playground.engine.training.session import Session
from playground.hardware.check.run import check
from playground.hardware.check.training import check_optimizers, check_resume
from playground.hardware.projects import tiny
from playground.headless.race import race
from playground.headless.train import train
from playground.spec.base import Choice
from playground.spec.files import load

SMALL = ("spiral", "digits-cnn", "wine-batchnorm", "digits-gru", "digits-attention", "digits-residual",
         "tokens-embedding", "diabetes-regression")  # fmt: skip
PICTURES = frozenset({DecisionMap, GradientFlow, LossPlane, NodeActivity, PlanePath, UnitMaps, WireWeights})


def example(name):
    return load(next(each.path for each in examples() if each.path.stem == name))


def tell(part, **found):
    print(json.dumps({"part": part, **found}), flush=True)


def sessions(project):
    ours, right = Session(project, device="npu:0"), Session(project, device="cpu")
    right.gradients.use_autograd()
    return ours, right


def same(found, right):
    return bool(torch.equal(found.detach().cpu(), right.detach().cpu()))


def training():
    """Losses, parameters and evaluations; and how often the host waits, for chunks of two lengths."""
    for name in SMALL:
        ours, right = sessions(example(name))
        with closing(ours), closing(right):
            waits = []
            for steps in (2, 6):
                SIMULATION.count()
                chunk = ours.train(steps)
                waits.append(SIMULATION.count())
                equal = np.array_equal(chunk.loss, right.train(steps).loss)
            equal = equal and same(ours.theta, right.theta) and ours.evaluate() == right.evaluate()
            tell(f"train {name}", equal=equal, waits=waits)


def captured():
    """Loss and gradient of a batch, with nothing that waits for the device."""
    for name in SMALL:
        ours, right = sessions(example(name))
        with closing(ours), closing(right):

            def capture(work):
                def again():
                    with SIMULATION.captured():
                        work()

                again()
                return again

            size = ours.progress.next_batch_size
            chosen = torch.arange(size)
            step = CapturedStep(ours.network, ours.flat, ours.loss, ours.batches, size, capture)
            step.take(chosen.to(NPU))
            loss = step()
            right.flat.grad.zero_()
            x, y = right.batches.take(chosen)
            expected = right.loss.compute(right.network(x), y)
            expected.backward()
            random = any(node.layer.random for node in ours.network.steps)
            tell(f"captured {name}", equal=random or (same(loss, expected) and same(ours.grad, right.grad)))


def catalog():
    """Everything of the catalog by the program's own check."""
    for part in ("layers", "activations", "losses"):
        found = list(check("npu:0", (part,)))
        tell(
            part,
            count=len(found),
            wrong=[f"{each.name}: {each.words or each.difference}" for each in found if not each.ok],
        )
    found = [*check_optimizers(NPU, steps=3), *check_resume(NPU)]
    tell("optimizers", count=len(found), total=len(OPTIMIZERS),
         wrong=[f"{each.name}: {each.words or each.difference}" for each in found if not each.ok])  # fmt: skip


def pictures():
    """All pictures of a moment, and the contour."""
    ours, right = sessions(tiny(units=5, activation="tanh", samples=96))
    found = []
    with closing(ours), closing(right):
        for session in (ours, right):
            made = Pictures(session, 1, PICTURES)
            events = []
            for _ in range(6):
                session.train(4, made.path)
            made.measured_step()
            while made.contour_at_rest():
                pass
            SIMULATION.count()
            events += made.now()
            waits = SIMULATION.count() if session is ours else 0
            events += made.contour()
            found.append((events, waits))
        (mine, waits), (theirs, _) = found[0], found[1]
        kinds = [type(event).__name__ for event in mine]
        wrong = [type(a).__name__ for a, b in zip(mine, theirs, strict=True) if not alike(a, b)]
        tell("pictures", kinds=kinds, wrong=wrong, waits=[waits])


def alike(a, b):
    """Whether two events hold equal numbers, to rounding."""
    if hasattr(a, "__dataclass_fields__"):
        names = [
            name for name in a.__dataclass_fields__ if name != "generation"
        ]  # counts planes of the process
        return all(alike(getattr(a, name), getattr(b, name)) for name in names)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(alike, a, b))
    if (isinstance(a, np.ndarray) and a.dtype.kind == "f") or isinstance(a, float):
        return np.allclose(a, b, rtol=1e-4, atol=1e-6, equal_nan=True)
    return np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b


def runs():
    """The learning-rate finder, divergence, a saved and resumed run, early stopping and a race."""
    ours, right = sessions(tiny(units=5, activation="tanh", samples=96))
    with closing(ours), closing(right):
        *_, mine = search_rates(ours)
        *_, theirs = search_rates(right)
        tell(
            "finder",
            equal=bool(np.array_equal(mine.loss, theirs.loss)) and mine.suggestion == theirs.suggestion,
        )
    words = []
    steep = example("diabetes-regression")
    steep = steep.with_(
        training=steep.training.with_(optimizer=Choice(kind="sgd", params={"learning_rate": 100.0}))
    )
    for session in sessions(steep):
        with closing(session):
            try:
                for _ in range(30):
                    session.train(20)
            except Diverged as diverged:
                words.append((str(diverged), diverged.step))
    tell("divergence", equal=len(words) == 2 and words[0] == words[1], words=words[0] if words else "")
    small = tiny(units=5, activation="tanh", samples=96)
    small = small.with_(training=small.training.with_(epochs=40, patience=3))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.safetensors")
        mine = train(small, device="npu:0", checkpoint=file)
        theirs = train(small, device="cpu")
        close = math.isclose(mine.val_loss, theirs.val_loss, rel_tol=1e-6)
        tell("early stopping", equal=mine.steps == theirs.steps and close, device=mine.device)
        longer = small.with_(training=small.training.with_(patience=0))
        whole, part = Path(folder, "whole.safetensors"), Path(folder, "part.safetensors")
        first = train(
            longer.with_(training=longer.training.with_(epochs=6)), device="npu:0", checkpoint=whole
        )
        train(longer.with_(training=longer.training.with_(epochs=3)), device="npu:0", checkpoint=part)
        second = train(
            longer.with_(training=longer.training.with_(epochs=6)), device="npu:0", resume_from=part
        )
        tell("resume", equal=first.train_loss == second.train_loss)
    lanes = example("race-digits")
    lanes = lanes.with_(race=lanes.race.with_(lanes=lanes.race.lanes[:2]))
    found = [race(lanes, device=key, epochs=1, seeds=1) for key in ("npu:0", "cpu")]
    (mine, theirs) = (
        [(row.name, row.final, row.best, row.validation_loss, row.metric, row.evaluations) for row in each]
        for each in found
    )
    tell("race", equal=len(mine) == 2 and all(map(alike, mine, theirs)), rows=mine, right=theirs)


def window():
    """The whole window: its run trains in its thread, on the device."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QEventLoop, QTimer

    from playground.app.settings import Memory
    from playground.engine.events.run import RunState, Started, StateChanged
    from playground.ui.style.theme import ThemeHub
    from playground.ui.window.program.app import make_application, open_window

    make_application()
    seen, devices_used, failures = set(), [], []
    with tempfile.TemporaryDirectory() as folder:
        shown = open_window(Memory(Path(folder, "settings.json")), ThemeHub("light"))
        shown.document.open(tiny(units=5, activation="tanh", samples=96), None)
        shown.resize(1600, 900)
        shown.show()
        loop = QEventLoop()

        def look(events):
            for event in events:
                seen.add(type(event).__name__)
                if isinstance(event, Started):
                    devices_used.append(event.device)
                if isinstance(event, StateChanged) and event.state is RunState.FAILED:
                    failures.append(event.message)
            if failures or {"Scalars", "LossPlane", "DecisionMap", "WireWeights"} <= seen:
                loop.quit()

        shown.runs.frame.connect(look)
        QTimer.singleShot(0, shown.runs.play)
        QTimer.singleShot(300_000, loop.quit)
        loop.exec()
        shown.runs.close()
        shown.document.saved_as(Path(folder, "closed.descent"))
        shown.close()
    tell("window", seen=sorted(seen), devices=devices_used, failures=failures)


def limits():
    """The simulation itself can fail; and a device without float64 trains and shows pictures."""
    refused = []
    on_device = torch.ones(3, device=NPU)
    for kind, work in (
        (WrongDevice, lambda: on_device + torch.ones(3)),
        (NotCapturable, lambda: capture_item(on_device)),
    ):
        try:
            work()
        except kind:
            refused.append(kind.__name__)
    SIMULATION.float64 = False
    has_float64.cache_clear()
    try:
        torch.ones(2, device=NPU, dtype=torch.float64)
    except NoFloat64:
        refused.append("NoFloat64")
    ours = Session(tiny(units=5, activation="tanh", samples=96), device="npu:0")
    with closing(ours):
        made = Pictures(ours, 1, PICTURES)
        for _ in range(6):
            ours.train(4, made.path)
        made.measured_step()
        while made.contour_at_rest():
            pass
        kinds = {type(event).__name__ for event in (*made.now(), *made.contour())}
    SIMULATION.float64 = True
    tell("limits", refused=refused, kinds=sorted(kinds))


def capture_item(on_device):
    with SIMULATION.captured():
        return on_device.sum().item()


if __name__ == "__main__":
    torch.set_num_threads(1)
    tell("devices", listed=[key for key, _ in devices()], auto=str(resolve("auto")), named=name_of(NPU))
    for part in (training, captured, catalog, pictures, runs, limits, window):
        if len(sys.argv) > 1 and part.__name__ not in sys.argv[1:]:
            continue
        try:
            part()
        except Exception as problem:  # noqa: BLE001 - the test tells it
            import traceback

            traceback.print_exc()
            tell(part.__name__, crashed=f"{type(problem).__name__}: {problem}")
