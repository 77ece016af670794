"""The panels around the canvas: palette, data, training, transport, problems, races.

Does not import ``canvas``, ``inspector`` or ``plots``.
"""
