"""The look of Descent: themes, style sheet, icons, glyphs. Imports no other folder of ``ui``."""
