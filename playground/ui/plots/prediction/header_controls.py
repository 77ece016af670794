"""The controls in the header of the prediction plot."""

from collections.abc import Collection, Sequence

from playground.ui.plots.frame.controls import Chip, Segmented, button
from playground.ui.plots.frame.header import Header
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme

MOST_CHIPS = 10
"""Maximum number of classes named in the header."""
PAGES = {"map": "Map", "confusion": "Confusion", "samples": "Samples"}
"""Pages between which the user chooses, where the data have several."""
TIPS = {
    "map": "What the network predicts over the plane of the data",
    "confusion": "Validation samples counted by true and predicted class; click a cell to see its samples",
    "samples": "Some validation samples with their predictions",
}
POINTS = frozenset({"map", "line"})
"""Pages with training and validation samples in a coordinate system."""


class HeaderControls:
    """Makes the controls, and shows those of a page.

    Attributes:
        segments: Chooses the page.
        back: Leaves the samples of a cell.
        follow: Shows everything again.
        fit: Names the fitted line.
        train: Names the training samples.
        validation: Shows or hides the validation samples.
        discretize: Shows decisions only.
        classes: Names of the classes, as many as a run has needed so far.
    """

    def __init__(self, header: Header, theme: Theme) -> None:
        """Add the controls to a header."""
        self._header, self._theme = header, theme
        self.segments = Segmented(PAGES, TIPS)
        self.back = button("‹ All cells", "Back to the whole matrix (Esc)")
        self.train = Chip("Training", "dot", interactive=False)
        self.validation = Chip("Validation", "ring")
        self.validation.setToolTip("Show the validation samples")
        self.fit = Chip("Prediction", "line", interactive=False)
        self.discretize = button(
            "Discretize", "Show only the decision, not how certain it is", checkable=True
        )
        self.follow = button("Follow", "Show everything again (or double-click the plot)")
        self.classes: list[Chip] = []
        header.add(self.segments, self.back)
        header.push_right()
        header.add(self.follow, self.fit, self.train, self.validation)
        header.add_options(self.discretize)
        self.follow.hide()
        self.show_for("", ())

    def show_for(self, page: str, pages: Collection[str], *, of_cell: bool = False) -> None:
        """Show the controls of a page.

        Args:
            page: Its key; empty for none.
            pages: Keys of all pages that these data have.
            of_cell: Whether the samples of a cell are shown in place of the matrix.
        """
        points = page in POINTS
        self.fit.setVisible(page == "line")
        self.train.setVisible(points)
        self.validation.setVisible(points)
        self.discretize.setVisible(page == "map")
        self.back.setVisible(of_cell)
        offered = [key for key in PAGES if key in pages]
        self.segments.setVisible(len(offered) > 1)
        self.segments.offer(offered)
        if page in offered:
            self.segments.choose(page)
        if not points:
            self.name_classes(())

    def name_classes(self, names: Sequence[str]) -> None:
        """Name the classes; chips are kept and used again, as each run begins without names."""
        names = names[:MOST_CHIPS]
        while len(self.classes) < len(names):
            chip = Chip("", "dot", interactive=False)
            chip.setProperty("kin", "classes")
            self._header.insert(2 + len(self.classes), chip)
            self.classes.append(chip)
            self._color_class(len(self.classes) - 1)
        for number, chip in enumerate(self.classes):
            chip.setVisible(number < len(names))
            if number < len(names):
                chip.set_name(names[number])

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        for chip in (self.train, self.validation):
            chip.set_color(theme.muted, theme.border)
        self.fit.set_color(theme.class_colors[1], theme.border)
        for number in range(len(self.classes)):
            self._color_class(number)

    def _color_class(self, number: int) -> None:
        self.classes[number].set_color(class_color(self._theme, number), self._theme.border)
