"""All initializers; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.initializers.default import Default
from playground.catalog.initializers.xavier import Xavier
from playground.catalog.initializers.kaiming import Kaiming
from playground.catalog.initializers.normal import Normal
from playground.catalog.initializers.uniform import Uniform
from playground.catalog.initializers.orthogonal import Orthogonal
from playground.catalog.initializers.constant import Constant
from playground.catalog.initializers.zeros import Zeros

__all__ = ["Constant", "Default", "Kaiming", "Normal", "Orthogonal", "Uniform", "Xavier", "Zeros"]
