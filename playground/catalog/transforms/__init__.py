"""All preprocessing; the order of these modules is the order of the form."""

MODULES = (
    "none",
    "centre",
    "standardize",
    "min_max",
    "pca",
    "pca_whitening",
    "zca",
    "mean_image",
    "channel_mean",
    "channel_standardize",
)
