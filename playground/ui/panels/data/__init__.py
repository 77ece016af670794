"""The data panel: the choice of data, how files are read, and a preview. Imports no other panel."""
