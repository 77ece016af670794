"""How well each lane does at each learning rate. Imports ``chart`` and ``frame``."""
