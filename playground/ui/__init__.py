"""The window, the only room with Qt.

May import everything below; ``canvas``, ``inspector``, ``panels`` and ``plots`` do not import each other.
"""
