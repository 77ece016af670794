"""What is on a node's card and where, without painting."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF

from playground.ui.canvas.geometry import PORT_Y, SLOT_PITCH, WIDTH

RADIUS = 10.0
MARGIN = 12.0
HEADER = 48.0
CHIP = 22.0
FOOTER = 25.0
THETA = "θ"
"""Stands for the parameters, as in the formulas."""
MAP_COLUMNS = 4
MAP_GAP = 4.0
MAP_SIZE = (WIDTH - 2 * MARGIN - (MAP_COLUMNS - 1) * MAP_GAP) / MAP_COLUMNS
MAPS = 8
"""Units shown of a node."""
LINE_HEIGHT = 18.0
LINE_LEFT, LINE_RIGHT = 16.0, 42.0
"""Space beside a line for its sign and its newest value."""
LINE_SIGNS = ("a", "∇")
"""Mean size of the activations, and of the gradient."""
MINI_HEIGHT = 46.0
"""Height of the picture of a block's inside."""
MINI_PITCH = 208.0
"""From a block's end to the layers beside it, in the picture."""
FEATURE_COLUMNS = 3
FEATURE_HEIGHT = 18.0
FEATURE_GAP = 4.0
BADGE = QPointF(WIDTH - 7.0, 3.0)
BADGE_RADIUS = 9.0


class Body(Enum):
    """What lives between chip and footer."""

    NONE = "none"
    MAPS = "maps"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Miniature:
    """The inside of a block, in pixels of its own canvas from the corner of its first layer.

    Attributes:
        span: Distance of the last layer from the first, across and down.
        boxes: Corner and palette group of each layer.
        wires: Corners of the boxes at both ends.
    """

    span: tuple[float, float]
    boxes: tuple[tuple[float, float, str], ...]
    wires: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class CardState:
    """Everything visible on a card except its live pictures; equal states share one picture.

    Attributes:
        title: Of the node.
        caption: The key parameter line.
        kind: Key of the layer, for its glyph.
        family: The layer's palette group, for its colour.
        shape: Output shape in words, empty when unknown.
        parameters: Parameter count in words, empty for none.
        activation: The snapped activation, or that of an activation node.
        activation_title: Its title; empty to draw no chip.
        problem: It has one.
        remark: It has only a remark, such as that it is not connected yet.
        selected: It is selected.
        hovered: The mouse is over it.
        target: Something being dragged would land on it.
        body: What kind of live pictures it has.
        count: Maps, or lines.
        inputs: Which input slots have a wire, by slot.
        leaves: It has an output.
        feeds: A wire starts at its output.
        repeat: How often a block follows itself.
        miniature: What is inside a block; None for a layer.
        frozen: Its parameters stay as they are.
        partly_frozen: It is a block in which some nodes are frozen.
        processes: Numbers of the processes that compute it, from 0, where several share the layers.
        features: Inputs that can be switched: key, title, and whether the network gets it.
    """

    title: str = ""
    caption: str = ""
    kind: str = ""
    family: str = ""
    shape: str = ""
    parameters: str = ""
    activation: tuple[str, tuple[tuple[str, bool | int | float | str], ...]] | None = None
    activation_title: str = ""
    problem: bool = False
    remark: bool = False
    selected: bool = False
    hovered: bool = False
    target: bool = False
    body: Body = Body.NONE
    count: int = 0
    inputs: tuple[bool, ...] = (False,)
    leaves: bool = True
    feeds: bool = False
    repeat: int = 1
    miniature: Miniature | None = None
    frozen: bool = False
    partly_frozen: bool = False
    processes: tuple[int, ...] = ()
    features: tuple[tuple[str, str, bool], ...] = ()

    @property
    def chip(self) -> QRectF:
        """Where the activation's chip is; empty without one."""
        if not self.activation_title:
            return QRectF(MARGIN, HEADER, 0.0, 0.0)
        return QRectF(MARGIN, HEADER, WIDTH - 2 * MARGIN, CHIP)

    @property
    def mini_box(self) -> QRectF:
        """Where the picture of a block's inside is."""
        return QRectF(MARGIN, HEADER, WIDTH - 2 * MARGIN, MINI_HEIGHT)

    @cached_property
    def body_box(self) -> QRectF:
        """Where live pictures go."""
        top = HEADER + (CHIP + 8.0 if self.activation_title else 0.0)
        top += MINI_HEIGHT + 8.0 if self.miniature is not None else 0.0
        return QRectF(MARGIN, top, WIDTH - 2 * MARGIN, self._body_height())

    def _body_height(self) -> float:
        if self.body is Body.MAPS:
            rows = -(-self.count // MAP_COLUMNS)
            return rows * (MAP_SIZE + MAP_GAP) - MAP_GAP if rows else 0.0
        return self.count * LINE_HEIGHT if self.body is Body.LINES else 0.0

    @cached_property
    def feature_boxes(self) -> dict[str, QRectF]:
        """Where the switch of each input is, in rows of three below the pictures."""
        top = self.body_box.bottom() + (8.0 if self.body_box.height() else 0.0)
        width = (WIDTH - 2 * MARGIN - (FEATURE_COLUMNS - 1) * FEATURE_GAP) / FEATURE_COLUMNS
        return {
            key: QRectF(
                MARGIN + number % FEATURE_COLUMNS * (width + FEATURE_GAP),
                top + number // FEATURE_COLUMNS * (FEATURE_HEIGHT + FEATURE_GAP),
                width,
                FEATURE_HEIGHT,
            )
            for number, (key, _, _) in enumerate(self.features)
        }

    @cached_property
    def height(self) -> float:
        """Height of the card, a multiple of 2 so that edges stay sharp."""
        box = self.body_box
        bottom = max((each.bottom() for each in self.feature_boxes.values()), default=box.bottom())
        content = bottom + (8.0 if box.height() or self.features else 0.0) + FOOTER
        slots = PORT_Y + (len(self.inputs) - 1) * SLOT_PITCH + 14.0
        return float(-(-max(content, slots) // 2) * 2)

    def unit_port(self, unit: int, units: int, *, leaves: bool) -> QPointF:
        """Return where the lines of one of a layer's units begin or end: along the side of the card, below the wire."""
        top, bottom = PORT_Y + 14.0, self.height - 6.0
        return QPointF(WIDTH if leaves else 0.0, top + (unit + 0.5) / units * (bottom - top))

    def port(self, slot: int) -> QPointF:
        """Return the centre of an input port; slot -1 is the output."""
        if slot < 0:
            return QPointF(WIDTH, PORT_Y)
        return QPointF(0.0, PORT_Y + slot * SLOT_PITCH)
