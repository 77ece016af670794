"""All data sets; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.datasets.circle import Circle
from playground.catalog.datasets.xor import Xor
from playground.catalog.datasets.gaussians import Gaussians
from playground.catalog.datasets.spiral import Spiral
from playground.catalog.datasets.moons import Moons
from playground.catalog.datasets.checkerboard import Checkerboard
from playground.catalog.datasets.plane import Plane
from playground.catalog.datasets.hills import Hills
from playground.catalog.datasets.sine import Sine
from playground.catalog.datasets.step import StepFunction
from playground.catalog.datasets.sawtooth import Sawtooth
from playground.catalog.datasets.sinc import Sinc
from playground.catalog.datasets.polynomial import Polynomial
from playground.catalog.datasets.comparisons import Comparisons
from playground.catalog.datasets.iris import Iris
from playground.catalog.datasets.wine import Wine
from playground.catalog.datasets.breast_cancer import BreastCancer
from playground.catalog.datasets.diabetes import Diabetes
from playground.catalog.datasets.digits import Digits
from playground.catalog.datasets.fashion_mnist import FashionMnist
from playground.catalog.datasets.mnist import Mnist
from playground.catalog.datasets.emnist_letters import EmnistLetters
from playground.catalog.datasets.cifar10 import Cifar10
from playground.catalog.datasets.drawn import Drawn
from playground.catalog.datasets.csv_file import Csv
from playground.catalog.datasets.image_folder import ImageFolder
from playground.catalog.datasets.npz import Npz
from playground.catalog.datasets.parquet import Parquet
from playground.catalog.datasets.xlsx import Xlsx

__all__ = [
    "BreastCancer", "Checkerboard", "Cifar10", "Circle", "Comparisons", "Csv", "Diabetes", "Digits", "Drawn",
    "EmnistLetters", "FashionMnist", "Gaussians", "Hills", "ImageFolder", "Iris", "Mnist", "Moons", "Npz", "Parquet",
    "Plane", "Polynomial", "Sawtooth", "Sinc", "Sine", "Spiral", "StepFunction", "Wine", "Xlsx", "Xor",
]  # fmt: skip
