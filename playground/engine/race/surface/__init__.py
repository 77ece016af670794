"""Races on analytic surfaces: their lanes, outcomes, basins, learning rate maps and explained steps.

May import ``race`` and everything below.
"""
