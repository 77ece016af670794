"""What happens inside a network: gradients, activations, predictions, batch norm, sensitivity."""
