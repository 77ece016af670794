"""The panels of the race workspace: lanes, forms, leaderboards, transports."""
