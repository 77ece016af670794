"""The docks around the canvas: the table of views, their places and sizes, and the events that they get."""
