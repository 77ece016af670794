"""What surrounds every plot: panel, header, controls."""
