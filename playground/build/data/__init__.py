"""Data sets as tensors: facts, loading, features, units of targets, the user's own data; choosing other data.

Imports ``build.fixes`` and below.
"""
