"""What the scene shows while a gesture lasts or the mouse hovers."""

from collections.abc import Iterator

from playground.ui.canvas.card.card_cache import CardCache
from playground.ui.canvas.items.drawn import Drawn
from playground.ui.canvas.items.feedback_items import Ghost, Guides, Pill, PreviewWire, SelectionFrame
from playground.ui.canvas.items.lens import Lens
from playground.ui.canvas.items.port_item import PortItem
from playground.ui.canvas.items.quick_buttons import QuickButtons


class Feedback:
    """One item of each sort, hidden until it is needed.

    Attributes:
        frame: The selection frame.
        ghost: A card that is being dragged in.
        preview: A wire that is being drawn.
        guides: Lines along which nodes line up.
        pill: A short label.
        glow: Marks a port.
        lens: An enlarged map.
        card_buttons: Buttons of a card.
        wire_button: The button of a wire.
    """

    def __init__(self, cards: CardCache) -> None:
        theme = cards.theme
        self.frame = SelectionFrame(theme, 8.0)
        self.ghost = Ghost(cards, 7.0)
        self.preview = PreviewWire(theme, 5.0)
        self.guides = Guides(theme, 4.0)
        self.pill = Pill(theme, 9.0)
        self.glow = PortItem(theme)
        self.lens = Lens(theme, 10.0)
        self.card_buttons = QuickButtons(theme)
        self.wire_button = QuickButtons(theme)

    def __iter__(self) -> Iterator[Drawn]:
        yield from (self.frame, self.ghost, self.preview, self.guides, self.pill, self.glow, self.lens)
        yield from (self.card_buttons, self.wire_button)
