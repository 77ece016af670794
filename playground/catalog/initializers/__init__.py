"""All initializers; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.initializers.default import Default
from playground.catalog.initializers.xavier import Xavier
from playground.catalog.initializers.kaiming import Kaiming
from playground.catalog.initializers.normal import Normal
from playground.catalog.initializers.uniform import Uniform
from playground.catalog.initializers.zeros import Zeros

__all__ = ["Default", "Kaiming", "Normal", "Uniform", "Xavier", "Zeros"]
