"""Everything on the canvas's scene: nodes, wires, overlays."""
