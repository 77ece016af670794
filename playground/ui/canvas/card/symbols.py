"""What the symbols on cards and the look of wires mean, for tool tips and the legend."""

from PySide6.QtCore import QPointF

from playground.engine.events.weights import WeightPlace
from playground.spec.graph import Node
from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.card.card_state import FOOTER, LINE_HEIGHT, LINE_SIGNS, MAPS, THETA, Body, CardState
from playground.ui.canvas.card.process_mark import mark_box
from playground.ui.canvas.card.snowflake import snow_box
from playground.ui.canvas.geometry import WIDTH
from playground.ui.style.theme import Theme

SHAPE = "→"
SNOW = "❄"
PROCESS = "▌"
MEANINGS = {
    LINE_SIGNS[0]: "mean size of the activations, the values passed on (logarithmic, newest at the right)",
    LINE_SIGNS[
        1
    ]: "mean size of the gradient of the loss by the layer's parameters (logarithmic, newest at the right)",
    SHAPE: "shape of what the layer passes on, for one sample",
    THETA: "number of trainable parameters: weights and biases",
    SNOW: (
        "frozen: weights and biases stay as they are, and batch norms use and keep the statistics that they have; "
        "grey on a block where only parts of it are frozen"
    ),
    PROCESS: (
        "number and colour of the process that computes the layer, where several share the layers; chosen by hand in "
        "the Inspector, or so that the multiply-adds are balanced"
    ),
}
"""By symbol."""
WIDTH_OF_WIRES = "strength of the weights behind it, relative to the strongest wire"


def symbol_at(state: CardState, away: QPointF) -> str:
    """Return the symbol that a point on a card belongs to, by its distance from the corner; empty for none."""
    if (state.frozen or state.partly_frozen) and snow_box().contains(away):
        return SNOW
    if mark_box(state).contains(away):
        return PROCESS
    if away.y() >= state.height - FOOTER:
        if away.x() > WIDTH / 2:
            return THETA if state.parameters else ""
        return SHAPE if state.shape else ""
    if state.body is Body.LINES and state.body_box.contains(away):
        row = int((away.y() - state.body_box.top()) / LINE_HEIGHT)
        return LINE_SIGNS[min(row, state.count - 1)]
    return ""


def symbol_tip(symbol: str) -> str:
    """Return the tool tip of a symbol."""
    return f"<b>{symbol}</b> {MEANINGS[symbol]}."


def wire_tip(theme: Theme) -> str:
    """Return the tool tip of a wire."""
    return f"Width: {WIDTH_OF_WIRES}.<br>{colors_of_wires(theme)}"


def weight_tip(place: WeightPlace, node: Node) -> str:
    """Return the tool tip of a single weight."""
    what = "Bias" if place.source is None else f"Weight on input {place.source + 1}"
    return f"<b>{place.name}</b> {what} of unit {place.unit + 1} of {node_title(node)}. Click to type another value."


def colors_of_wires(theme: Theme) -> str:
    """Return what the colours of wires mean."""
    return (
        f"<span style='color:{theme.positive}'>■</span> mostly positive weights, "
        f"<span style='color:{theme.negative}'>■</span> mostly negative ones, "
        f"<span style='color:{theme.wire}'>■</span> balanced, or no weights of its own."
    )


def legend(theme: Theme) -> str:
    """Return the legend of the canvas as rich text."""
    rows = [
        *MEANINGS.items(),
        ("Wires", f"width: {WIDTH_OF_WIRES}"),
        ("", colors_of_wires(theme)),
        (
            "Maps",
            (
                f"what the first {MAPS} units compute over the plane of the data: "
                f"<span style='color:{theme.positive}'>■</span> positive, "
                f"<span style='color:{theme.negative}'>■</span> negative, "
                "each relative to its own largest value; those of the Output and of the "
                "layer before it have the colours of the classes, and with a single output positive is the second class"
            ),
        ),
    ]
    cells = "".join(
        f"<tr><td style='padding:2px 10px 2px 0'><b>{sign}</b></td><td style='padding:2px 0'>{words}</td></tr>"
        for sign, words in rows
    )
    return f"<table>{cells}</table>"
