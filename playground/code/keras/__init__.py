"""A project as a script for Keras 3: one rule per entry of the catalog, with its weights in Keras's order.

Imports the rest of ``code`` and what that may import; Keras itself is imported by the script alone.
"""
