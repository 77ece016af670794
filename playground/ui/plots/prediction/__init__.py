"""What the network predicts: map, line, confusion matrix, samples or scatter plot. Imports ``chart`` and ``frame``."""
