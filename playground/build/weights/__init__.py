"""Weights from other programs: files of named arrays, and which of them fit a network.

May import the rest of ``build`` and everything below.
"""
