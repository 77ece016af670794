"""What the pooling layers with a sliding window have in common."""

from playground.catalog.kinds import AnyShapeLayer, SetParams, Shape, ShapeProblem, param
from playground.catalog.layers.spatial import image, slide


class WindowPool(AnyShapeLayer):
    """A window that slides over each channel."""

    kernel: int = param(2, "Height and width of the window.", ge=1, le=31, unit="px")
    stride: int = param(2, "Step from one position of the window to the next.", ge=1, le=31, unit="px")
    padding: int = param(0, "Rows and columns added around the image.", ge=0, le=15, unit="px")
    ceil: bool = param(
        False, "Let the last window extend over the edge instead of skipping pixels.", title="round up"
    )

    def caption(self) -> str:
        """Window, and stride where it is another size."""
        stride = f" · /{self.stride}" if self.stride != self.kernel else ""
        return f"{self.kernel}×{self.kernel}{stride}"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(channels, height', width')``, see ``slide``."""
        channels, height, width = image(self.title, inputs[0])
        if 2 * self.padding > self.kernel:
            half = self.kernel // 2
            raise ShapeProblem(
                f"The padding of {self.title} is {self.padding}, but at most half its window ({half}) is allowed.",
                SetParams(f"Use padding {half}", {"padding": half}),
            )
        self._positions(min(height, width))  # the smaller side names the problem
        return (channels, self._positions(height), self._positions(width))

    def _positions(self, size: int) -> int:
        whole = slide(self.title, size, self.kernel, self.stride, self.padding)
        reached = (whole - 1) * self.stride + self.kernel
        begins_inside = whole * self.stride < size + self.padding
        return whole + (self.ceil and reached < size + 2 * self.padding and begins_inside)
