"""The drawing board: nodes, wires, and the gestures that edit them."""
