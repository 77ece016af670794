"""Optimizers against each other: what races on surfaces and on networks share."""
