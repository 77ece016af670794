"""All data sets, in the order of the palette."""

from playground.catalog.datasets.plane import Circle, Gaussians, Moons, Spiral, Xor  # isort: skip
from playground.catalog.datasets.line import Polynomial, Sawtooth, Sine, StepFunction  # isort: skip
from playground.catalog.datasets.tables import BreastCancer, Diabetes, Digits, Iris, Wine  # isort: skip
from playground.catalog.datasets.idx import FashionMnist, Mnist  # isort: skip

__all__ = [
    "BreastCancer", "Circle", "Diabetes", "Digits", "FashionMnist", "Gaussians", "Iris", "Mnist", "Moons",
    "Polynomial", "Sawtooth", "Sine", "Spiral", "StepFunction", "Wine", "Xor",
]  # fmt: skip
