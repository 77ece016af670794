"""What surrounds every plot: panel, header, controls, readout. Imports ``chart`` at most."""
