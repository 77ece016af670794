"""Loss, metric and learning rate over a run. Imports ``chart`` and ``frame``."""
