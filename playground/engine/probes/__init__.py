"""What happens inside a network: gradients, activations, predictions, batch norm, sensitivity.

May import ``training`` and everything below.
"""
