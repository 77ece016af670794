"""The bar that runs a training, and the parts that all such bars share. Imports no other panel."""
