"""What the user made: frozen values that describe a project, independent of how it runs. Imports no other room."""
