"""What floats over the canvas: zoom buttons, minimap, quick add, popups."""
