"""All initializers; the order of these modules is the order of the palette."""

MODULES = (
    "default",
    "xavier",
    "kaiming",
    "normal",
    "uniform",
    "orthogonal",
    "constant",
    "zeros",
)
