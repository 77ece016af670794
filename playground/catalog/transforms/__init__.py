"""All preprocessing; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.transforms.none import NoTransform
from playground.catalog.transforms.centre import Centre
from playground.catalog.transforms.standardize import Standardize

__all__ = ["Centre", "NoTransform", "Standardize"]
