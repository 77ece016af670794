"""All ready blocks and networks; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.blocks.residual import Residual
from playground.catalog.blocks.residual_pre import PreActivationResidual
from playground.catalog.blocks.bottleneck import Bottleneck
from playground.catalog.blocks.inception import Inception
from playground.catalog.blocks.squeeze_excite import SqueezeExcite
from playground.catalog.blocks.transformer import TransformerEncoder
from playground.catalog.blocks.lenet import LeNet5
from playground.catalog.blocks.cifar import Cifar
from playground.catalog.blocks.alexnet import AlexNet
from playground.catalog.blocks.vgg import Vgg16
from playground.catalog.blocks.resnet import ResNet18, ResNet50, ResNet101

__all__ = [
    "AlexNet", "Bottleneck", "Cifar", "Inception", "LeNet5", "PreActivationResidual", "ResNet18", "ResNet50",
    "ResNet101", "Residual", "SqueezeExcite", "TransformerEncoder", "Vgg16",
]  # fmt: skip
