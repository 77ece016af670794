"""The main window: docks, menus, commands, files, start of the program. Connects all rooms of the window."""
