"""What a command is, the Qt actions of a table of commands, and the command palette.

Imports `ui.style` and `ui.widgets`; the tables stand with what their commands act on.
"""
