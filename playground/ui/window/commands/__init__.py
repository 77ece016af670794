"""The table of commands, menu by menu. Each file imports what its commands act on, and never the window."""
