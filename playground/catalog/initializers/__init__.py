"""All initializers, in the order of the palette."""

from playground.catalog.initializers.scaled import Default, Kaiming, Xavier  # isort: skip
from playground.catalog.initializers.constants import Normal, Uniform, Zeros  # isort: skip

__all__ = ["Default", "Kaiming", "Normal", "Uniform", "Xavier", "Zeros"]
