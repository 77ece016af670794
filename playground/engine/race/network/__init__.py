"""Races on the network of the project: their lanes, results, targets and tuned learning rates.

May import ``race`` and everything below.
"""
