"""The project and its file: opening, saving, locks, recovery, backups, weights; and the questions about them.

May import everything below except the other rooms of the window.
"""
