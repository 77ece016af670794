"""What charts are made of: axes, items, colours, levels, numbers. Knows no view."""
