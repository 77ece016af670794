"""Training and races without a window, for Python and the command line.

May import ``inference`` and everything below.
"""
