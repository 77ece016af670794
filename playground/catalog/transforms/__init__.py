"""All preprocessing, in the order of the form."""

from playground.catalog.transforms.shifts import Centre, NoTransform, Standardize

__all__ = ["Centre", "NoTransform", "Standardize"]
