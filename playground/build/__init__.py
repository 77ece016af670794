"""From project and catalog to torch: the network, the learning rate, fixes and reports; rooms for data and analysis.

Imports ``catalog`` and ``spec``.
"""
