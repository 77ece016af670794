"""Reads tables that are texts, as CSV: dialect, encoding, and rows at the speed of the disk. Imports ``tables``."""
