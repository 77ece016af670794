"""The state of the application without Qt: document with undo, settings, clipboard, starting projects.

May import everything below except torch.
"""
