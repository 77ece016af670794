"""A project as a Python script, on several rungs from numpy to ``nn.Module``, beside a file of its data and weights.

Imports ``build``, ``catalog`` and ``spec``. How an entry is written is a property of the entry, see
``catalog.kinds.code``; this room puts the pieces together.
"""
