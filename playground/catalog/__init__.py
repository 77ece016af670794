"""What can be chosen: one class per entry, in the file named after it.

Imports ``spec`` only; entries of different kinds do not import each other.
"""
