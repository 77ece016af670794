"""Jobs for a worker thread: each yields events and obeys commands. May import every room of the engine."""
