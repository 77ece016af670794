"""The canvas as a widget: camera, mouse, keys, menus and commands. May import every room of the canvas."""
