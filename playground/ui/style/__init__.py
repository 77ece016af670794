"""How Descent looks: theme, style sheet, icons, glyphs."""
