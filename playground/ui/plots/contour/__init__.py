"""The loss on a plane through parameter space, with the path of training. Imports ``chart`` and ``frame``."""
