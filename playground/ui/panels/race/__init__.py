"""The panels of the Race workspace: lanes, forms, leaderboards, transports. Imports only the ``transport`` panel."""
