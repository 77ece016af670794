"""The window that finds a learning rate."""
