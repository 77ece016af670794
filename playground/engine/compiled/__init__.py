"""Loss and gradient of a batch, recorded once and replayed without Python.

Imports ``runtime``, ``data`` and ``optim`` of the engine.
"""
