"""A project's network for one sample as a graph: layers as one operation each, or unfolded. May import ``build``."""
