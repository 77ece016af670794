"""From a gradient to a step: the optimizers as they run, and averages of the weights.

Imports the room ``runtime`` of the engine only.
"""
