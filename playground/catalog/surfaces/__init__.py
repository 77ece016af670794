"""All surfaces; the order of these lines is the order in which they are offered."""

# isort: off
from playground.catalog.surfaces.rosenbrock import Rosenbrock
from playground.catalog.surfaces.beale import Beale
from playground.catalog.surfaces.valley import Valley
from playground.catalog.surfaces.booth import Booth
from playground.catalog.surfaces.matyas import Matyas
from playground.catalog.surfaces.mccormick import McCormick
from playground.catalog.surfaces.himmelblau import Himmelblau
from playground.catalog.surfaces.three_hump_camel import ThreeHumpCamel
from playground.catalog.surfaces.six_hump_camel import SixHumpCamel
from playground.catalog.surfaces.goldstein_price import GoldsteinPrice
from playground.catalog.surfaces.styblinski_tang import StyblinskiTang
from playground.catalog.surfaces.rastrigin import Rastrigin
from playground.catalog.surfaces.ackley import Ackley
from playground.catalog.surfaces.levy_13 import Levy13
from playground.catalog.surfaces.griewank import Griewank
from playground.catalog.surfaces.saddle import Saddle
from playground.catalog.surfaces.monkey_saddle import MonkeySaddle
from playground.catalog.surfaces.easom import Easom
from playground.catalog.surfaces.linear_regression import LinearRegression
from playground.catalog.surfaces.logistic_regression import LogisticRegression
from playground.catalog.surfaces.typed import Typed

__all__ = [
    "Ackley",
    "Beale",
    "Booth",
    "Easom",
    "GoldsteinPrice",
    "Griewank",
    "Himmelblau",
    "Levy13",
    "LinearRegression",
    "LogisticRegression",
    "Matyas",
    "McCormick",
    "MonkeySaddle",
    "Rastrigin",
    "Rosenbrock",
    "Saddle",
    "SixHumpCamel",
    "StyblinskiTang",
    "ThreeHumpCamel",
    "Typed",
    "Valley",
]
