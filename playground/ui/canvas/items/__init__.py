"""The scene and its items: nodes, wires, and the feedback of gestures. May import card and state."""
