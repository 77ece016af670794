"""The list of entries that opens where a new node is wanted: type, arrow keys, Enter."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from playground.catalog.kinds import ACTIVATIONS, BLOCKS, LAYERS
from playground.spec.base import Choice
from playground.ui.style.activation_curve import draw_curve
from playground.ui.style.glyphs import draw_glyph
from playground.ui.style.theme import LIGHT, Theme, ThemeHub
from playground.ui.widgets.fuzzy import score
from playground.ui.widgets.list_walker import ListWalker
from playground.ui.widgets.plain_text import plain_label

ENTRY = Qt.ItemDataRole.UserRole
WIDTH, LIST_HEIGHT, MARGIN = 264, 250, 8
"""Pixels: width of the popup, height of a list that scrolls, and what is around the parts."""
HEADER_HEIGHT, ROW_HEIGHT = 24, 28


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry in the list."""

    registry: str
    key: str
    title: str
    group: str
    summary: str


def offers() -> list[Offer]:
    """Return everything that can become a node, group by group in the order of the palette."""
    layers = [
        Offer("layers", layer.key, layer.title, layer.group, layer.summary())
        for layer in LAYERS
        if layer.key != "activation"
    ]
    groups = [*LIGHT.groups, *dict.fromkeys(offer.group for offer in layers)]
    return [
        *sorted(layers, key=lambda offer: groups.index(offer.group)),
        *(Offer("blocks", b.key, b.title, "Blocks", b.summary()) for b in BLOCKS),
        *(Offer("activations", a.key, a.title, "Activations", a.summary()) for a in ACTIVATIONS),
    ]


def ranked(query: str) -> list[Offer]:
    """Return the offers that fit a query, best first; all in their order for an empty one."""
    if not query.strip():
        return offers()
    scored = []
    for offer in offers():
        title, key = score(query, offer.title), score(query, offer.key.replace("_", " "))
        in_group = any(word.startswith(query.strip().lower()) for word in offer.group.lower().split())
        group = -100 if in_group else None
        best = max((value for value in (title, key, group) if value is not None), default=None)
        if best is not None:
            scored.append((best, offer))
    return [offer for _, offer in sorted(scored, key=lambda each: -each[0])]


class QuickAdd(QFrame):
    """A frameless popup that reports what was chosen and closes."""

    chosen = Signal(str, str)
    """Registry and key."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._hub = hub
        self.setObjectName("quickAdd")
        self.setFixedWidth(WIDTH)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Add a layer, block or activation…")
        self.search.setAccessibleName("Search for a layer, block or activation to add")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Layers, blocks and activations")
        self.list.setIconSize(QSize(20, 20))
        self.list.setUniformItemSizes(False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self._walker = ListWalker(self.search, self.list, self._choose)
        self.list.currentItemChanged.connect(self._explain)
        self.words = plain_label("", self)
        self.words.setWordWrap(True)
        self.words.setObjectName("quickAddWords")
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 6)
        column.setSpacing(6)
        for part in (self.search, self.list, self.words):
            column.addWidget(part)
        self.setFocusProxy(self.search)

    def open_at(self, corner: QPoint) -> None:
        """Open with an empty search at a point of the screen, moved as needed to be fully visible."""
        self.setStyleSheet(_sheet(self._hub.theme))
        self._make_room_for_words()
        self.search.clear()
        self._fill("")
        screen = self.screen().availableGeometry()
        x = min(max(corner.x(), screen.left()), screen.right() - self.width())
        y = min(max(corner.y(), screen.top()), screen.bottom() - self.height())
        self.move(x, y)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _make_room_for_words(self) -> None:
        """Keep room for the longest explanation in the font of the theme, so that nothing moves between two rows."""
        self.words.ensurePolished()
        metrics, area = self.words.fontMetrics(), QRect(0, 0, WIDTH - 2 * MARGIN, 1000)
        texts = {offer.summary for offer in offers()}
        wrapped = (metrics.boundingRect(area, Qt.TextFlag.TextWordWrap, text).height() for text in texts)
        self.words.setFixedHeight(max(wrapped) + 2)

    def _fit(self) -> None:
        """Be as high as the list needs, up to one that scrolls."""
        rows = (self.list.item(row).sizeHint().height() for row in range(self.list.count()))
        self.list.setFixedHeight(min(LIST_HEIGHT, sum(rows) + 4))
        self.adjustSize()

    def _fill(self, query: str) -> None:
        self.list.clear()
        group = None
        for offer in ranked(query):
            if not query.strip() and offer.group != group:
                group = offer.group
                self._add_header(group)
            item = QListWidgetItem(self._icon(offer), offer.title)
            item.setData(ENTRY, offer)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.list.addItem(item)
        if not self.list.count():
            self._add_header("No match")
        self._walker.move(0)
        self._fit()

    def _add_header(self, words: str) -> None:
        header = QListWidgetItem(words)
        header.setFlags(Qt.ItemFlag.NoItemFlags)
        header.setSizeHint(QSize(0, HEADER_HEIGHT))
        face = self.list.font()
        face.setPixelSize(self._hub.theme.small_px)
        header.setFont(face)
        header.setForeground(QColor(self._hub.theme.muted))
        self.list.addItem(header)

    def _icon(self, offer: Offer) -> QIcon:
        theme = self._hub.theme
        sign = self._sign(offer, QColor(theme.groups.get(offer.group, theme.accent)))
        icon = QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # Qt would tint the second
            icon.addPixmap(sign, mode)
        return icon

    @staticmethod
    def _sign(offer: Offer, color: QColor) -> QPixmap:
        picture = QPixmap(40, 40)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(2, 2)
        if offer.registry == "activations":
            faint = QColor(color)
            faint.setAlphaF(0.3)
            draw_curve(painter, QRectF(2, 4, 16, 12), Choice(kind=offer.key), color, faint)
        else:
            sign = "block" if offer.registry == "blocks" else offer.key
            draw_glyph(painter, QRectF(2, 2, 16, 16), sign, color)
        painter.end()
        picture.setDevicePixelRatio(2)
        return picture

    def _explain(self, item: QListWidgetItem | None) -> None:
        offer = item.data(ENTRY) if item is not None else None
        self.words.setText(offer.summary if isinstance(offer, Offer) else "")

    def _choose(self, item: QListWidgetItem) -> None:
        offer = item.data(ENTRY)
        if isinstance(offer, Offer):
            self.close()
            self.chosen.emit(offer.registry, offer.key)


def _sheet(theme: Theme) -> str:
    return f"""
    #quickAdd {{ background: {theme.panel}; border: 1px solid {theme.border}; }}
    #quickAdd QLineEdit {{ padding: 5px 8px; border: 1px solid {theme.border}; border-radius: 6px;
        background: {theme.raised}; color: {theme.text}; }}
    #quickAdd QLineEdit:focus {{ border-color: {theme.accent}; }}
    #quickAdd QListWidget {{ background: {theme.panel}; border: none; color: {theme.text}; outline: 0; }}
    #quickAdd QListWidget::item {{ padding: 0 6px; border-radius: 5px; }}
    #quickAdd QListWidget::item:selected {{ background: {theme.selection}; color: {theme.text}; }}
    #quickAddWords {{ color: {theme.muted}; font-size: {theme.small_px}px; background: transparent; }}
    """
