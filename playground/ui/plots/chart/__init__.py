"""What charts are made of: axes, items, colours, levels, numbers. Imports no other folder of ``plots``."""
