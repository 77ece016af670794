"""The plots of a run and of a race: ``chart`` draws, ``frame`` surrounds, and each view has a folder of its own.

Views import ``chart`` and ``frame`` only, never each other.
"""
