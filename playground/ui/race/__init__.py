"""The Race workspace: its panels and views side by side. Imports ``panels``, ``plots`` and ``runs``."""
