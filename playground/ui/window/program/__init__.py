"""The start of the program: what the system must have, splash, heavy imports, the window; pictures of the window."""
