"""What the canvas shows of the document: the part in scope and the selection. Imports no other room of the canvas."""
