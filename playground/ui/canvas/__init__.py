"""The drawing board: nodes, wires, and the gestures that edit them. Independent of panels, plots and inspector."""
