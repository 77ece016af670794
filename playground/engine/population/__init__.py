"""Many parameter vectors of one network at once: evaluated together, or trained in lockstep.

Imports ``runtime``, ``data``, ``optim``, ``compiled`` and ``training`` of the engine.
"""
