"""What keeps work safe: autosave, recovery after a crash, backups, locks, the files of the last run; no Qt, no torch.

May import the rest of ``app`` and ``spec``.
"""
