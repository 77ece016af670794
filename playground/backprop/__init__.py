"""Backpropagation on paper: graphs of elementary operations with values, local derivatives and steps backward.

May import ``build``, ``catalog`` and ``spec``; numpy in double precision, torch only in ``network``.
"""
