"""What this computer can do: its devices, whether each of them computes what the CPU computes, and how fast.

May import the engine and what lies below it; no Qt. Imported by commands and by the window of measurements.
"""
