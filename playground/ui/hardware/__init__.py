"""The window of measurements: how fast each device is, and whether it agrees with the CPU.

Imports ``hardware`` for what it shows, ``plots.chart`` to draw, ``runs`` for the thread and ``style``.
"""
