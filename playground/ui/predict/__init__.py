"""Using the network of the run: a dialog that predicts what is typed or chosen. May import ``runs`` and ``style``."""
