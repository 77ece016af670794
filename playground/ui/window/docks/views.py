"""The views around the canvas in one table: docks, View menu, events, screenshots and layouts follow from it.

A new view is its widget and a row here, which also says what it works with. A widget is made when its dock is first
seen; it is found by its row's key. A widget that draws what a run does has ``wanted``, the heavy events to make for it
while it is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, cast
from zlib import crc32

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.ui.style.theme import ThemeHub

if TYPE_CHECKING:
    from playground.app.settings import Memory
    from playground.spec.base import Choice
    from playground.ui.backprop.panel import BackpropPanel
    from playground.ui.canvas.view.view import CanvasView
    from playground.ui.inspector.inspector import Inspector
    from playground.ui.panels.code.code import CodePanel
    from playground.ui.panels.data.data import DataPanel
    from playground.ui.panels.palette import PalettePanel
    from playground.ui.panels.problems import ProblemsPanel
    from playground.ui.panels.training.training import TrainingPanel
    from playground.ui.plots.prediction.prediction import PredictionPlot
    from playground.ui.runs.run_controller import RunController
    from playground.ui.window.tool_windows import ToolWindows

Make = Callable[[Document, ThemeHub], QWidget]


class OtherDock(Protocol):
    """The dock of another view."""

    @property
    def panel(self) -> QWidget:
        """The widget of the view; it is made if it was never seen."""

    def bring(self) -> None:
        """Show the view, in front of its tabs."""


@dataclass(frozen=True)
class Partners:
    """What views work with: no view imports another.

    Attributes:
        canvas: Shows what is chosen in views, and says what is selected.
        tools: Windows that views open.
        runs: Whose networks views read.
        memory: Keeps what was chosen in views.
        dock: Returns the dock of another view by its key.
    """

    canvas: CanvasView
    tools: ToolWindows
    runs: RunController
    memory: Memory
    dock: Callable[[str], OtherDock]


Connect = Callable[[Any, Partners], object]
"""Connects the widget of a view, once it is made, to what it works with."""

SIDE_LEAST = 290
"""Least width in pixels of views with forms."""
SIDE_SHARE = 330
"""Width in pixels that they have at first."""


class Place(Enum):
    """Where docks stand in the first layout."""

    LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
    RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
    BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True, kw_only=True)
class View:
    """A row of the table.

    Attributes:
        key: Unique; names the dock in remembered layouts.
        title: Of the dock, its tab and its line in the View menu.
        tip: What it shows, in a few words.
        make: Makes the widget.
        connect: Connects it; None for a view that needs nothing but events, reports and the document.
        place: Side of the window.
        least: Least width in pixels; narrower, its content would be cut.
        share: Width in pixels at the sides; at the bottom, width in proportion to the other views there.
        tab_of: Key of the view whose place it shares as a tab; empty for a place of its own.
        apart_from: Least size of the window, across the side where it stands, from which it has a place of its own
            nevertheless; None for no size.
        closed: Whether it stays closed until somebody opens it.
    """

    key: str
    title: str
    tip: str
    make: Make
    connect: Connect | None = None
    place: Place
    least: int = 120
    share: int = 0
    tab_of: str = ""
    apart_from: int | None = None
    closed: bool = False


def _palette(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.panels.palette import PalettePanel  # noqa: PLC0415 - when first seen

    return PalettePanel(document, hub)


def _connect_palette(palette: PalettePanel, partners: Partners) -> None:
    palette.activated.connect(partners.canvas.commands.add_entry)


def _inspector(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.inspector.inspector import Inspector  # noqa: PLC0415 - when first seen

    return Inspector(document, hub)


def _connect_inspector(inspector: Inspector, partners: Partners) -> None:
    partners.canvas.selection_changed.connect(inspector.set_selection)
    inspector.set_selection(partners.canvas.selected)
    ends, data = inspector.nodes.ends, partners.dock("data")

    def choose(choice: Choice) -> None:
        cast("DataPanel", data.panel).choose(choice)
        if not cast("DataPanel", data.panel).is_settled:
            data.bring()

    ends.data_chosen.connect(choose)
    ends.data_changed.connect(lambda *change: cast("DataPanel", data.panel).change_parameter(*change))
    ends.view_wanted.connect(lambda key: partners.dock(key).bring())


def _data(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.panels.data.data import DataPanel  # noqa: PLC0415 - when first seen

    return DataPanel(document, hub)


def _connect_data(data: DataPanel, partners: Partners) -> None:
    data.lab_clicked.connect(partners.tools.show_preparation)


def _training(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.panels.training.training import TrainingPanel  # noqa: PLC0415 - when first seen

    return TrainingPanel(document, hub)


def _connect_training(training: TrainingPanel, partners: Partners) -> None:
    training.find_rate_clicked.connect(partners.tools.find_rate)


def _problems(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.panels.problems import ProblemsPanel  # noqa: PLC0415 - when first seen

    return ProblemsPanel(document, hub)


def _connect_problems(problems: ProblemsPanel, partners: Partners) -> None:
    problems.node_requested.connect(partners.canvas.commands.focus_node)


def _code(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.panels.code.code import CodePanel  # noqa: PLC0415 - when first seen

    return CodePanel(document, hub)


def _connect_code(code: CodePanel, partners: Partners) -> None:
    code.node_requested.connect(partners.canvas.commands.focus_node)
    partners.canvas.selection_changed.connect(code.set_selection)
    code.set_selection(partners.canvas.selected)


def _curves(_document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.plots.curves.curves import CurvesPlot  # noqa: PLC0415 - when first seen

    return CurvesPlot(hub)


def _prediction(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.plots.prediction.prediction import PredictionPlot  # noqa: PLC0415 - when first seen

    return PredictionPlot(document, hub)


def _connect_prediction(prediction: PredictionPlot, partners: Partners) -> None:
    partners.canvas.unit.changed.connect(prediction.show_unit)
    partners.canvas.unit.clicked.connect(prediction.pin_unit)
    partners.canvas.mouse.release_pinned = prediction.release
    partners.canvas.mouse.lens_wanted = lambda: not prediction.shows_units


def _contour(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.plots.contour.contour import ContourPlot  # noqa: PLC0415 - when first seen

    return ContourPlot(document, hub)


def _measures(_document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.plots.measures.measures import MeasuresPlot  # noqa: PLC0415 - when first seen

    return MeasuresPlot(hub)


def _flow(_document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.plots.gradient_flow.gradient_flow import GradientFlowPlot  # noqa: PLC0415 - when first seen

    return GradientFlowPlot(hub)


def _backprop(document: Document, hub: ThemeHub) -> QWidget:
    from playground.ui.backprop.panel import BackpropPanel  # noqa: PLC0415 - when first seen

    return BackpropPanel(document, hub)


def _connect_backprop(panel: BackpropPanel, partners: Partners) -> None:
    panel.attach(partners.runs, partners.memory)


VIEWS = (
    View(
        key="palette", title="Palette", tip="Layers, activations and blocks to drag onto the canvas",
        make=_palette, connect=_connect_palette, place=Place.LEFT, least=168, share=216,
    ),
    View(
        key="inspector", title="Inspector", tip="Settings of the selected layers", make=_inspector,
        connect=_connect_inspector,
        place=Place.RIGHT, least=SIDE_LEAST, share=SIDE_SHARE,
    ),
    View(
        key="data", title="Data", tip="Data set, features and preprocessing", make=_data,
        connect=_connect_data, place=Place.RIGHT,
        least=SIDE_LEAST, share=SIDE_SHARE, tab_of="training",
    ),
    View(
        key="training", title="Training", tip="Loss, optimizer, schedule, batch size and epochs", make=_training,
        connect=_connect_training,
        place=Place.RIGHT, least=SIDE_LEAST, share=SIDE_SHARE, tab_of="inspector", apart_from=960,
    ),
    View(
        key="problems", title="Problems", tip="What keeps the project from training, with fixes", make=_problems,
        connect=_connect_problems,
        place=Place.RIGHT, least=SIDE_LEAST, share=SIDE_SHARE, tab_of="inspector",
    ),
    View(
        key="curves", title="Curves", tip="Loss, accuracy and learning rate over the steps", make=_curves,
        place=Place.BOTTOM, least=200, share=500,
    ),
    View(
        key="prediction", title="Prediction", tip="What the network predicts", make=_prediction,
        connect=_connect_prediction,
        place=Place.BOTTOM, least=190, share=380,
    ),
    View(
        key="contour", title="Loss contour", tip="The loss around the path of the parameters", make=_contour,
        place=Place.BOTTOM, least=250, share=420, tab_of="prediction", apart_from=1240,
    ),
    View(
        key="flow", title="Gradient flow", tip="How large the gradients of each layer are", make=_flow,
        place=Place.BOTTOM, least=200, share=340, tab_of="curves", apart_from=1800,
    ),
    View(
        key="measures", title="Measures", tip="Precision, recall, F1, ROC and R² of the validation samples",
        make=_measures, place=Place.BOTTOM, least=220, share=380, tab_of="prediction", closed=True,
    ),
    View(
        key="code", title="Code", tip="The project as a Python script, from numpy to nn.Module", make=_code,
        connect=_connect_code, place=Place.RIGHT, least=SIDE_LEAST, share=SIDE_SHARE, tab_of="inspector",
        closed=True,
    ),
    View(
        key="backprop", title="Backpropagation", make=_backprop, connect=_connect_backprop,
        tip="Values and derivatives of an expression or of the network on paper, step by step",
        place=Place.RIGHT, least=SIDE_LEAST, share=SIDE_SHARE, tab_of="inspector", closed=True,
    ),
)  # fmt: skip

LAYOUT_VERSION = crc32(" ".join(view.key for view in VIEWS).encode()) & 0x7FFFFFFF
"""Version of stored layouts; differs when views come or go, so that a layout of other docks is not restored."""
