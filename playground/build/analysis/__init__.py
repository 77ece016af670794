"""Shapes, counts and problems of a project, found without training it; each problem comes with its fixes.

Imports the rest of ``build`` but the network.
"""
