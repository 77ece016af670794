"""What the user made: frozen values that say everything about a project, and know nothing of how it runs."""
