"""The window of sweeps: what is tried, and three pictures of what settings lead to.

Imports ``sweep`` for what it runs, ``plots.chart`` to draw, ``runs`` for the thread and ``style``.
"""
