"""From project and catalog to torch: shapes, problems and fixes, the network, the data, the learning rate.

Imports ``catalog`` and ``spec``.
"""
