"""All activations; the order of these modules is the order of the palette."""

MODULES = (
    "relu",
    "tanh",
    "sigmoid",
    "leaky_relu",
    "prelu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "mish",
    "softplus",
    "softsign",
    "hardswish",
    "relu6",
    "sine",
    "maxout",
    "softmax",
    "identity",
)
