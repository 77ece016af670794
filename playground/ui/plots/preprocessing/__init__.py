"""The preprocessing lab: data before and after preprocessing. Imports ``chart`` and ``frame``."""
