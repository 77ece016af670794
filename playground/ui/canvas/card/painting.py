"""How a node's card is painted."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from playground.spec.base import Choice
from playground.ui.canvas.card.card_state import (
    BADGE,
    BADGE_RADIUS,
    CHIP,
    FOOTER,
    LINE_HEIGHT,
    LINE_LEFT,
    LINE_RIGHT,
    LINE_SIGNS,
    MAP_COLUMNS,
    MAP_GAP,
    MAP_SIZE,
    MARGIN,
    RADIUS,
    THETA,
    Body,
    CardState,
)
from playground.ui.canvas.card.colors import family_color, font, mixed, plate, tint
from playground.ui.canvas.card.miniature import paint_miniature
from playground.ui.canvas.card.process_mark import paint_band, paint_mark
from playground.ui.canvas.card.snowflake import paint_snowflake, snow_box
from playground.ui.canvas.geometry import PORT_RADIUS, WIDTH
from playground.ui.style.activation_curve import draw_curve
from playground.ui.style.glyphs import draw_glyph
from playground.ui.style.theme import Theme


def paint_card(painter: QPainter, state: CardState, theme: Theme) -> None:
    """Paint the whole card with its top-left corner at the origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_plate(painter, state, theme)
    _paint_header(painter, state, theme)
    if state.activation_title:
        _paint_chip(painter, state, theme)
    if state.miniature is not None:
        paint_miniature(painter, state.miniature, state.mini_box, theme)
    if state.body is Body.MAPS:
        _paint_empty_maps(painter, state, theme)
    elif state.body is Body.LINES:
        _paint_empty_lines(painter, state, theme)
    _paint_features(painter, state, theme)
    _paint_footer(painter, state, theme)
    _paint_ports(painter, state, theme)
    if state.problem or state.remark:
        _paint_badge(painter, theme, theme.danger if state.problem else theme.warning)


def paint_outline(painter: QPainter, state: CardState, theme: Theme) -> None:
    """Paint the little that can be seen from far away; cheap."""
    edge = theme.danger if state.problem else theme.accent if state.selected else theme.border
    strong = state.selected or state.problem
    for box, color in _outline(
        state.height, edge, plate(theme), family_color(state, theme), theme.muted, strong=strong
    ):
        painter.fillRect(box, color)


@lru_cache(maxsize=256)
def _outline(
    height: float, edge: str, inside: str, stripe: str, words: str, *, strong: bool
) -> tuple[tuple[QRectF, QColor], ...]:
    """Return the boxes of an outline, one on top of the other."""
    box, inset = QRectF(0.0, 0.0, WIDTH, height), 5.0 if strong else 2.5
    return (
        (box, QColor(edge)),
        (box.adjusted(inset, inset, -inset, -inset), QColor(inside)),
        (QRectF(inset, inset, 14.0, height - 2 * inset), QColor(stripe)),
        (QRectF(32.0, 18.0, 84.0, 12.0), tint(words, 0.55)),
    )


def _paint_plate(painter: QPainter, state: CardState, theme: Theme) -> None:
    box = QRectF(0.0, 0.0, WIDTH, state.height)
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, strength in ((4.0, 0.03), (2.5, 0.04), (1.0, 0.06)):
        painter.setBrush(tint("#000000", strength * (1.6 if state.hovered else 1.0)))
        painter.drawRoundedRect(
            box.adjusted(-spread, -spread + 2, spread, spread + 2), RADIUS + spread, RADIUS + spread
        )
    if state.selected or state.target:
        painter.setBrush(tint(theme.accent, 0.22))
        painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), RADIUS + 4, RADIUS + 4)
    for step in range(min(state.repeat - 1, 2), 0, -1):  # more cards below, for repeats
        painter.setBrush(QColor(plate(theme)))
        painter.setPen(QPen(mixed(theme.border, theme.muted, 0.25), 1.0))
        painter.drawRoundedRect(box.translated(3.0 * step, 3.0 * step), RADIUS, RADIUS)
    painter.setBrush(mixed(plate(theme), theme.accent, 0.12) if state.target else QColor(plate(theme)))
    painter.setPen(_edge_pen(state, theme))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    outline = QPainterPath()
    outline.addRoundedRect(box, RADIUS, RADIUS)
    paint_band(painter, state, outline, theme)


def _edge_pen(state: CardState, theme: Theme) -> QPen:
    if state.problem:
        return QPen(QColor(theme.danger), 1.8)
    if state.selected or state.target:
        return QPen(QColor(theme.accent), 1.8)
    return QPen(mixed(theme.border, theme.muted, 0.6 if state.hovered else 0.0), 1.0)


def _paint_header(painter: QPainter, state: CardState, theme: Theme) -> None:
    color = family_color(state, theme)
    tile = QRectF(MARGIN, 11.0, 26.0, 26.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(color, 0.16))
    painter.drawRoundedRect(tile, 7.0, 7.0)
    if state.kind == "activation" and state.activation is not None:
        choice = Choice(kind=state.activation[0], params=dict(state.activation[1]))
        draw_curve(painter, tile.adjusted(5, 6, -5, -6), choice, QColor(color), tint(color, 0.35))
    else:
        draw_glyph(painter, tile.adjusted(4, 4, -4, -4), state.kind, QColor(color))
    left = tile.right() + 9.0
    room = WIDTH - left - 9.0
    if state.frozen or state.partly_frozen:
        cold = QColor(theme.accent if state.frozen else theme.muted)
        room -= paint_snowflake(painter, snow_box(), cold) + 4.0
    room -= paint_mark(painter, state, theme)
    middle = not state.caption
    title = QRectF(left, 15.0 if middle else 7.5, room, 18.0)
    _text(painter, title, state.title, font(theme.family, theme.base_px, QFont.Weight.DemiBold), theme.text)
    if state.caption:
        beside = _paint_repeat(painter, state, theme) + 4.0 if state.repeat > 1 else 0.0
        _text(
            painter,
            QRectF(left, 25.5, room - beside, 15.0),
            state.caption,
            font(theme.family, theme.small_px),
            theme.muted,
        )


def _paint_repeat(painter: QPainter, state: CardState, theme: Theme) -> float:
    """Paint how often a block is repeated, at the right of its head; return the width."""
    words, face = f"×{state.repeat}", font(theme.family, theme.small_px, QFont.Weight.DemiBold)
    width = QFontMetricsF(face).horizontalAdvance(words) + 12.0
    pill = QRectF(WIDTH - MARGIN - width + 3.0, 25.0, width, 16.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(family_color(state, theme), 0.16))
    painter.drawRoundedRect(pill, 8.0, 8.0)
    painter.setFont(face)
    painter.setPen(QColor(family_color(state, theme)))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
    return width


def _text(painter: QPainter, box: QRectF, text: str, face: QFont, color: str, *, right: bool = False) -> None:
    painter.setFont(face)
    painter.setPen(QColor(color))
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 0.5)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def _paint_chip(painter: QPainter, state: CardState, theme: Theme) -> None:
    assert state.activation is not None
    color = QColor(theme.groups.get("Activations", theme.accent))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(theme.muted, 0.10))
    painter.drawRoundedRect(state.chip, 6.0, 6.0)
    curve = QRectF(state.chip.left() + 8.0, state.chip.top() + 5.0, 22.0, state.chip.height() - 10.0)
    choice = Choice(kind=state.activation[0], params=dict(state.activation[1]))
    draw_curve(painter, curve, choice, color, tint(color, 0.35))
    words = QRectF(curve.right() + 8.0, state.chip.top(), state.chip.right() - curve.right() - 12.0, CHIP)
    _text(
        painter,
        words,
        state.activation_title,
        font(theme.family, theme.small_px, QFont.Weight.Medium),
        theme.text,
    )


def _paint_empty_maps(painter: QPainter, state: CardState, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(theme.muted, 0.10))
    for number in range(state.count):
        row, column = divmod(number, MAP_COLUMNS)
        x = state.body_box.left() + column * (MAP_SIZE + MAP_GAP)
        y = state.body_box.top() + row * (MAP_SIZE + MAP_GAP)
        painter.drawRoundedRect(QRectF(x, y, MAP_SIZE, MAP_SIZE), 3.0, 3.0)


def _paint_empty_lines(painter: QPainter, state: CardState, theme: Theme) -> None:
    face = font(theme.mono, theme.small_px - 1)
    for row, sign in enumerate(LINE_SIGNS[: state.count]):
        box = state.body_box
        line = QRectF(box.left(), box.top() + row * LINE_HEIGHT, box.width(), LINE_HEIGHT)
        _text(painter, line, sign, face, theme.muted)
        painter.setPen(QPen(tint(theme.muted, 0.18), 1.0))
        y = line.bottom() - 3.5
        painter.drawLine(QPointF(line.left() + LINE_LEFT, y), QPointF(line.right() - LINE_RIGHT, y))


def _paint_features(painter: QPainter, state: CardState, theme: Theme) -> None:
    """Paint the switches of the inputs: filled for those that the network gets."""
    painter.setFont(font(theme.family, theme.small_px - 1, QFont.Weight.Medium))
    for key, title, on in state.features:
        box = state.feature_boxes[key].adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(theme.accent), 1.0) if on else QPen(QColor(theme.border), 1.0))
        painter.setBrush(tint(theme.accent, 0.16) if on else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(theme.text if on else theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)


def _paint_footer(painter: QPainter, state: CardState, theme: Theme) -> None:
    top = state.height - FOOTER
    painter.setPen(QPen(tint(theme.border, 0.8), 1.0))
    painter.drawLine(QPointF(MARGIN, top + 0.5), QPointF(WIDTH - MARGIN, top + 0.5))
    face = font(theme.mono, theme.small_px - 1)
    box = QRectF(MARGIN, top + 1.0, WIDTH - 2 * MARGIN, FOOTER - 2.0)
    _text(painter, box, state.shape or "–", face, theme.muted)
    if state.parameters:
        _text(painter, box, state.parameters, face, theme.muted, right=True)
        # The mono font's theta looks like a zero.
        room = QFontMetricsF(face).horizontalAdvance(state.parameters) + 4.0
        sign = font(theme.family, theme.small_px + 1)
        _text(painter, box.adjusted(0, -0.5, -room, -0.5), THETA, sign, theme.muted, right=True)


def _paint_ports(painter: QPainter, state: CardState, theme: Theme) -> None:
    for slot, taken in enumerate(state.inputs):
        _paint_port(painter, state.port(slot), theme, taken=taken)
    if state.leaves:
        _paint_port(painter, state.port(-1), theme, taken=state.feeds)


def _paint_port(painter: QPainter, centre: QPointF, theme: Theme, *, taken: bool) -> None:
    painter.setPen(QPen(QColor(theme.wire), 1.5))
    painter.setBrush(QColor(theme.wire) if taken else QColor(plate(theme)))
    radius = PORT_RADIUS - (1.0 if taken else 0.5)
    painter.drawEllipse(centre, radius, radius)


def _paint_badge(painter: QPainter, theme: Theme, color: str) -> None:
    painter.setPen(QPen(QColor(plate(theme)), 1.5))
    painter.setBrush(QColor(color))
    painter.drawEllipse(BADGE, BADGE_RADIUS, BADGE_RADIUS)
    painter.setPen(QPen(QColor("#FFFFFF"), 2.0, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(BADGE + QPointF(0.0, -4.0), BADGE + QPointF(0.0, 0.8))
    painter.drawPoint(BADGE + QPointF(0.0, 4.2))


def card_path(height: float) -> QPainterPath:
    """Outline of a card, for hit tests and clipping."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(0.0, 0.0, WIDTH, height), RADIUS, RADIUS)
    return path
