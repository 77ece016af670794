"""The panels around the canvas: palette, data, training, transport, problems."""
