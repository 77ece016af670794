"""Small widgets that several rooms of the window share. Imports ``style`` at most."""
