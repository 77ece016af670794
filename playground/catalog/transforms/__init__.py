"""All preprocessing; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.transforms.none import NoTransform
from playground.catalog.transforms.centre import Centre
from playground.catalog.transforms.standardize import Standardize
from playground.catalog.transforms.min_max import MinMax
from playground.catalog.transforms.pca import Pca
from playground.catalog.transforms.pca_whitening import PcaWhitening
from playground.catalog.transforms.zca import Zca
from playground.catalog.transforms.mean_image import MeanImage
from playground.catalog.transforms.channel_mean import ChannelMean
from playground.catalog.transforms.channel_standardize import ChannelStandardize

__all__ = [
    "Centre",
    "ChannelMean",
    "ChannelStandardize",
    "MeanImage",
    "MinMax",
    "NoTransform",
    "Pca",
    "PcaWhitening",
    "Standardize",
    "Zca",
]
