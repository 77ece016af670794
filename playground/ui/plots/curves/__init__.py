"""Losses, metric and learning rate over a run."""
