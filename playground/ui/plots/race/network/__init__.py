"""The views of a race on the network."""
