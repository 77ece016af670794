"""All ready blocks; the order of these modules is the order of the palette."""

MODULES = (
    "residual",
    "residual_pre",
    "bottleneck",
    "inception",
    "squeeze_excite",
    "transformer",
)
