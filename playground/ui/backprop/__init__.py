"""Backpropagation on paper: the graph, its steps and their meaning. May import ``backprop``, ``runs``, ``style``."""
