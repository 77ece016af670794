"""Dialogs that save pictures, animations, tables and reports. May import every room of the window."""
