"""The main window: docks, menus, commands, files, start of the program."""
