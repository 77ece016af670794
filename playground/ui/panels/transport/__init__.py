"""The bar that controls a run, and the parts that all such bars share. Imports no other panel."""
