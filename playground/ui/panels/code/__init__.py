"""The project as a script, with the lines of the selected layers marked. Imports ``code`` and no other panel."""
