"""The view onto the canvas: mouse, keys, zoom, menus."""
