"""A node's card: what it shows and how it is painted. Imports only the canvas's geometry."""
