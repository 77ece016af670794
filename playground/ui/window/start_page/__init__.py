"""The start page: examples with pictures, and the projects opened last."""
