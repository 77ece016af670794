"""Nodes and wires on the canvas, and the gestures that edit them.

Does not import ``inspector``, ``panels`` or ``plots``.
"""
