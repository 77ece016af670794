"""One step of a lane explained."""
