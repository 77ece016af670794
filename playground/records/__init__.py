"""What a run or race leaves: its events as columns of numbers. No Qt, no torch; imports only ``engine.events``."""
