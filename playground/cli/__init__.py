"""The command line: a file per command, listed in ``registry``; may import every room, each command only when it runs.

``main`` is what the installed program ``playground`` calls.
"""

from playground.cli.program import main

__all__ = ["main"]
