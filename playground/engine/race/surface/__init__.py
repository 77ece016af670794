"""Races on analytic surfaces: their lanes, outcomes, basins, learning-rate maps and explained steps."""
