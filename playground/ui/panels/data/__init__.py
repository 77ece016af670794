"""The data panel: which data, how they are read, and a look at them."""
