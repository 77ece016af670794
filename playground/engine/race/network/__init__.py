"""Races on the project's network: their lanes, results, targets and tuned learning rates."""
