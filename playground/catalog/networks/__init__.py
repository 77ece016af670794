"""All networks from the literature; the order of these modules is the order of the palette.

Imports ``kinds`` and what ``blocks`` draws with.
"""

MODULES = (
    "lenet5",
    "cifar",
    "alexnet",
    "vgg16",
    "resnet",
    "efficientnet_lite0",
)
