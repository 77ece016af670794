"""Several processes that train one network: those that follow, and those of this computer that are started for it.

Imports what ``engine/training`` may import.
"""
