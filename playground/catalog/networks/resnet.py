"""Residual networks."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from playground.catalog.blocks.convolutional import basic_residual, bottleneck_residual, conv
from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, ReadyNetwork, Shape
from playground.spec.graph import Graph

LARGE = 64
"""Images with smaller sides get a stem of one 3 × 3 convolution, as for CIFAR."""


class ResNet(ReadyNetwork):
    """Four stages of residual blocks (He et al. 2015)."""

    sample: ClassVar[Shape] = (3, 224, 224)
    outputs: ClassVar[int] = 1000
    publisher: ClassVar[str] = "torchvision"
    blocks: ClassVar[tuple[int, int, int, int]]
    """In each stage."""
    inside: ClassVar[Callable[..., Graph]]
    """Makes a block of a width."""
    convolutions: ClassVar[int] = 3
    """In such a block, without its shortcut."""
    widens: ClassVar[bool]
    """Whether a block of the first stage changes the number of channels."""

    def graph(self, x: Shape, outputs: int) -> Graph:
        """A stem, four stages, each a block of blocks, and the head."""
        drawing = Drawing()
        drawing.node("input")
        drawing.block("Stem", _stem(small=len(x) == 3 and min(x[1:]) < LARGE))
        for number, (width, count) in enumerate(zip((64, 128, 256, 512), self.blocks, strict=True), start=1):
            drawing.block(f"Stage {number}", self._stage(width, count, first=number == 1))
        drawing.node("global_pool")
        drawing.node("linear", units=outputs)
        return drawing.done()

    def published_names(self) -> Mapping[str, str]:
        """Torchvision numbers the blocks of each stage in one row."""
        names = {"block-1/1/conv2d-1": "conv1", "block-1/1/batch_norm-1": "bn1", "linear-1": "fc"}
        for stage, count in enumerate(self.blocks, start=1):
            widens = stage > 1 or self.widens
            for number in range(count):
                inside = f"block-{stage + 1}/1/block-1/{number + 1}"
                if widens and number:
                    inside = f"block-{stage + 1}/1/block-2/{number}"
                names |= self._names_in(f"{inside}/", f"layer{stage}.{number}.", widen=widens and not number)
        return names

    def _names_in(self, inside: str, module: str, *, widen: bool) -> Mapping[str, str]:
        """Names in a residual block; its shortcut was drawn last."""
        depth = self.convolutions
        names: dict[str, str] = {}
        for k in range(1, depth + 1):
            names |= {f"{inside}conv2d-{k}": f"{module}conv{k}", f"{inside}batch_norm-{k}": f"{module}bn{k}"}
        if widen:
            names[f"{inside}conv2d-{depth + 1}"] = f"{module}downsample.0"
            names[f"{inside}batch_norm-{depth + 1}"] = f"{module}downsample.1"
        return names

    def _stage(self, width: int, count: int, *, first: bool) -> Graph:
        """Blocks of one width; the first one halves the image and widens, but in the first stage."""
        drawing, make = Drawing(), type(self).inside
        drawing.node("input")
        if not first or self.widens:
            drawing.block("Widen", make(width, stride=1 if first else 2, widen=True))
            count -= 1
        drawing.block("Residual", make(width), repeat=count)
        return drawing.done()


def _stem(*, small: bool) -> Graph:
    drawing = Drawing()
    drawing.node("input")
    if small:
        conv(drawing, 64, 3)
    else:
        conv(drawing, 64, 7, stride=2)
    drawing.node("batch_norm", activation="relu")
    if not small:
        drawing.node("max_pool", kernel=3, stride=2, padding=1)
    return drawing.done()


@NETWORKS.register("resnet18", title="ResNet-18", group="Networks")
class ResNet18(ResNet):
    """Eight residual blocks of two convolutions (He et al. 2015)."""

    when: ClassVar[str] = (
        "A good first deep network; images below 64 pixels get a smaller stem. 11.7 M parameters."
    )
    parameters: ClassVar[int] = 11_689_512
    blocks: ClassVar[tuple[int, int, int, int]] = (2, 2, 2, 2)
    inside: ClassVar[Callable[..., Graph]] = staticmethod(basic_residual)
    convolutions: ClassVar[int] = 2
    widens: ClassVar[bool] = False


@NETWORKS.register("resnet50", title="ResNet-50", group="Networks")
class ResNet50(ResNet):
    """Sixteen bottleneck blocks of three convolutions (He et al. 2015)."""

    when: ClassVar[str] = "The usual baseline for image networks. 25.6 M parameters."
    parameters: ClassVar[int] = 25_557_032
    blocks: ClassVar[tuple[int, int, int, int]] = (3, 4, 6, 3)
    inside: ClassVar[Callable[..., Graph]] = staticmethod(bottleneck_residual)
    widens: ClassVar[bool] = True


@NETWORKS.register("resnet101", title="ResNet-101", group="Networks")
class ResNet101(ResNet):
    """Thirty-three bottleneck blocks of three convolutions (He et al. 2015)."""

    when: ClassVar[str] = "When ResNet-50 is not enough and time allows. 44.5 M parameters."
    parameters: ClassVar[int] = 44_549_160
    blocks: ClassVar[tuple[int, int, int, int]] = (3, 4, 23, 3)
    inside: ClassVar[Callable[..., Graph]] = staticmethod(bottleneck_residual)
    widens: ClassVar[bool] = True
