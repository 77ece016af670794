"""What preprocessing for images has in common."""

from playground.catalog.kinds import Shape, ShapeProblem, Transform, describe

PIXELS = (0, 2, 3)
"""The axes over which a channel is averaged: samples, rows and columns."""


class OfImages(Transform):
    """Preprocessing that makes sense for images ``(channels, height, width)`` alone."""

    def out_shape(self, shape: Shape) -> Shape:
        """Same as the images; refuses anything else."""
        if len(shape) != 3:
            raise ShapeProblem(
                f"{self.title} is for images, but a sample of this data set is {describe(shape)} numbers."
            )
        return shape
