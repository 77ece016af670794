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
    Look,
)
from playground.ui.canvas.card.miniature import paint_miniature
from playground.ui.canvas.items.geometry import PORT_RADIUS, WIDTH
from playground.ui.style.activation_curve import draw_curve
from playground.ui.style.glyphs import draw_glyph
from playground.ui.style.theme import Theme


@lru_cache(maxsize=64)
def font(family: str, pixels: float, weight: int = QFont.Weight.Normal) -> QFont:
    """A font that keeps its proportions at every zoom."""
    made = QFont(family)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def tint(color: str | QColor, alpha: float) -> QColor:
    """A colour with an opacity."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def mixed(one: str, other: str, part: float) -> QColor:
    """Between two colours; ``part`` 0 is the first."""
    a, b = QColor(one), QColor(other)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * part,
        a.greenF() + (b.greenF() - a.greenF()) * part,
        a.blueF() + (b.blueF() - a.blueF()) * part,
    )


def family_color(look: Look, theme: Theme) -> str:
    """Colour of the layer's palette group."""
    return theme.groups.get(look.family, theme.muted)


def plate(theme: Theme) -> str:
    """Colour of a card: the brightest surface of the theme."""
    return theme.raised if theme.dark else theme.panel


def paint_card(painter: QPainter, look: Look, theme: Theme) -> None:
    """Paint the whole card with its top-left corner at the origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_plate(painter, look, theme)
    _paint_header(painter, look, theme)
    if look.activation_title:
        _paint_chip(painter, look, theme)
    if look.miniature is not None:
        paint_miniature(painter, look.miniature, look.mini_box, theme)
    if look.body is Body.MAPS:
        _paint_empty_maps(painter, look, theme)
    elif look.body is Body.LINES:
        _paint_empty_lines(painter, look, theme)
    _paint_footer(painter, look, theme)
    _paint_ports(painter, look, theme)
    if look.problem:
        _paint_badge(painter, theme)


def paint_outline(painter: QPainter, look: Look, theme: Theme) -> None:
    """Paint the little that can be seen from far away; cheap."""
    edge = theme.danger if look.problem else theme.accent if look.selected else theme.border
    strong = look.selected or look.problem
    for box, color in _outline(
        look.height, edge, plate(theme), family_color(look, theme), theme.muted, strong=strong
    ):
        painter.fillRect(box, color)


@lru_cache(maxsize=256)
def _outline(
    height: float, edge: str, inside: str, stripe: str, words: str, *, strong: bool
) -> tuple[tuple[QRectF, QColor], ...]:
    """Boxes of an outline, one over the other."""
    box, inset = QRectF(0.0, 0.0, WIDTH, height), 5.0 if strong else 2.5
    return (
        (box, QColor(edge)),
        (box.adjusted(inset, inset, -inset, -inset), QColor(inside)),
        (QRectF(inset, inset, 14.0, height - 2 * inset), QColor(stripe)),
        (QRectF(32.0, 18.0, 84.0, 12.0), tint(words, 0.55)),
    )


def _paint_plate(painter: QPainter, look: Look, theme: Theme) -> None:
    box = QRectF(0.0, 0.0, WIDTH, look.height)
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, strength in ((4.0, 0.03), (2.5, 0.04), (1.0, 0.06)):
        painter.setBrush(tint("#000000", strength * (1.6 if look.hovered else 1.0)))
        painter.drawRoundedRect(
            box.adjusted(-spread, -spread + 2, spread, spread + 2), RADIUS + spread, RADIUS + spread
        )
    if look.selected or look.target:
        painter.setBrush(tint(theme.accent, 0.22))
        painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), RADIUS + 4, RADIUS + 4)
    for step in range(min(look.repeat - 1, 2), 0, -1):  # more cards below, for repeats
        painter.setBrush(QColor(plate(theme)))
        painter.setPen(QPen(mixed(theme.border, theme.muted, 0.25), 1.0))
        painter.drawRoundedRect(box.translated(3.0 * step, 3.0 * step), RADIUS, RADIUS)
    painter.setBrush(mixed(plate(theme), theme.accent, 0.12) if look.target else QColor(plate(theme)))
    painter.setPen(_edge_pen(look, theme))
    painter.drawRoundedRect(box, RADIUS, RADIUS)


def _edge_pen(look: Look, theme: Theme) -> QPen:
    if look.problem:
        return QPen(QColor(theme.danger), 1.8)
    if look.selected or look.target:
        return QPen(QColor(theme.accent), 1.8)
    return QPen(mixed(theme.border, theme.muted, 0.6 if look.hovered else 0.0), 1.0)


def _paint_header(painter: QPainter, look: Look, theme: Theme) -> None:
    color = family_color(look, theme)
    tile = QRectF(MARGIN, 11.0, 26.0, 26.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(color, 0.16))
    painter.drawRoundedRect(tile, 7.0, 7.0)
    if look.kind == "activation" and look.activation is not None:
        choice = Choice(kind=look.activation[0], params=dict(look.activation[1]))
        draw_curve(painter, tile.adjusted(5, 6, -5, -6), choice, QColor(color), tint(color, 0.35))
    else:
        draw_glyph(painter, tile.adjusted(4, 4, -4, -4), look.kind, QColor(color))
    left = tile.right() + 9.0
    room = WIDTH - left - 9.0
    if look.frozen:
        room -= _paint_lock(painter, QPointF(left + room, 18.0), theme) + 5.0
    middle = not look.caption
    title = QRectF(left, 15.0 if middle else 7.5, room, 18.0)
    _text(painter, title, look.title, font(theme.family, theme.base_px, QFont.Weight.DemiBold), theme.text)
    if look.caption:
        beside = _paint_repeat(painter, look, theme) + 4.0 if look.repeat > 1 else 0.0
        _text(
            painter,
            QRectF(left, 25.5, room - beside, 15.0),
            look.caption,
            font(theme.family, theme.small_px),
            theme.muted,
        )


def _paint_repeat(painter: QPainter, look: Look, theme: Theme) -> float:
    """How often a block follows itself, at the right of its head; returns its width."""
    words, face = f"×{look.repeat}", font(theme.family, theme.small_px, QFont.Weight.DemiBold)
    width = QFontMetricsF(face).horizontalAdvance(words) + 12.0
    pill = QRectF(WIDTH - MARGIN - width + 3.0, 25.0, width, 16.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(family_color(look, theme), 0.16))
    painter.drawRoundedRect(pill, 8.0, 8.0)
    painter.setFont(face)
    painter.setPen(QColor(family_color(look, theme)))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
    return width


def _paint_lock(painter: QPainter, corner: QPointF, theme: Theme) -> float:
    """A closed lock with its top right at a corner; returns its width."""
    width = 10.0
    body = QRectF(corner.x() - width, corner.y() + 5.0, width, 7.5)
    shackle = QRectF(body.left() + 2.0, corner.y(), width - 4.0, 9.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.muted), 1.6))
    painter.drawArc(shackle, 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.muted))
    painter.drawRoundedRect(body, 1.8, 1.8)
    return width


def _text(painter: QPainter, box: QRectF, text: str, face: QFont, color: str, *, right: bool = False) -> None:
    painter.setFont(face)
    painter.setPen(QColor(color))
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 0.5)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def _paint_chip(painter: QPainter, look: Look, theme: Theme) -> None:
    assert look.activation is not None
    color = QColor(theme.groups.get("Activations", theme.accent))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(theme.muted, 0.10))
    painter.drawRoundedRect(look.chip, 6.0, 6.0)
    curve = QRectF(look.chip.left() + 8.0, look.chip.top() + 5.0, 22.0, look.chip.height() - 10.0)
    choice = Choice(kind=look.activation[0], params=dict(look.activation[1]))
    draw_curve(painter, curve, choice, color, tint(color, 0.35))
    words = QRectF(curve.right() + 8.0, look.chip.top(), look.chip.right() - curve.right() - 12.0, CHIP)
    _text(
        painter,
        words,
        look.activation_title,
        font(theme.family, theme.small_px, QFont.Weight.Medium),
        theme.text,
    )


def _paint_empty_maps(painter: QPainter, look: Look, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(theme.muted, 0.10))
    for number in range(look.count):
        row, column = divmod(number, MAP_COLUMNS)
        x = look.body_box.left() + column * (MAP_SIZE + MAP_GAP)
        y = look.body_box.top() + row * (MAP_SIZE + MAP_GAP)
        painter.drawRoundedRect(QRectF(x, y, MAP_SIZE, MAP_SIZE), 3.0, 3.0)


def _paint_empty_lines(painter: QPainter, look: Look, theme: Theme) -> None:
    face = font(theme.mono, theme.small_px - 1)
    for row, sign in enumerate(LINE_SIGNS[: look.count]):
        box = look.body_box
        line = QRectF(box.left(), box.top() + row * LINE_HEIGHT, box.width(), LINE_HEIGHT)
        _text(painter, line, sign, face, theme.muted)
        painter.setPen(QPen(tint(theme.muted, 0.18), 1.0))
        y = line.bottom() - 3.5
        painter.drawLine(QPointF(line.left() + LINE_LEFT, y), QPointF(line.right() - LINE_RIGHT, y))


def _paint_footer(painter: QPainter, look: Look, theme: Theme) -> None:
    top = look.height - FOOTER
    painter.setPen(QPen(tint(theme.border, 0.8), 1.0))
    painter.drawLine(QPointF(MARGIN, top + 0.5), QPointF(WIDTH - MARGIN, top + 0.5))
    face = font(theme.mono, theme.small_px - 1)
    box = QRectF(MARGIN, top + 1.0, WIDTH - 2 * MARGIN, FOOTER - 2.0)
    _text(painter, box, look.shape or "–", face, theme.muted)
    if look.parameters:
        _text(painter, box, look.parameters, face, theme.muted, right=True)
        # The mono font's theta looks like a zero.
        room = QFontMetricsF(face).horizontalAdvance(look.parameters) + 4.0
        sign = font(theme.family, theme.small_px + 1)
        _text(painter, box.adjusted(0, -0.5, -room, -0.5), THETA, sign, theme.muted, right=True)


def _paint_ports(painter: QPainter, look: Look, theme: Theme) -> None:
    for slot, taken in enumerate(look.inputs):
        _paint_port(painter, look.port(slot), theme, taken=taken)
    if look.leaves:
        _paint_port(painter, look.port(-1), theme, taken=look.feeds)


def _paint_port(painter: QPainter, centre: QPointF, theme: Theme, *, taken: bool) -> None:
    painter.setPen(QPen(QColor(theme.wire), 1.5))
    painter.setBrush(QColor(theme.wire) if taken else QColor(plate(theme)))
    radius = PORT_RADIUS - (1.0 if taken else 0.5)
    painter.drawEllipse(centre, radius, radius)


def _paint_badge(painter: QPainter, theme: Theme) -> None:
    painter.setPen(QPen(QColor(plate(theme)), 1.5))
    painter.setBrush(QColor(theme.danger))
    painter.drawEllipse(BADGE, BADGE_RADIUS, BADGE_RADIUS)
    painter.setPen(QPen(QColor("#FFFFFF"), 2.0, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(BADGE + QPointF(0.0, -4.0), BADGE + QPointF(0.0, 0.8))
    painter.drawPoint(BADGE + QPointF(0.0, 4.2))


def card_path(height: float) -> QPainterPath:
    """Outline of a card, for hit tests and clipping."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(0.0, 0.0, WIDTH, height), RADIUS, RADIUS)
    return path
