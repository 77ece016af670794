"""Loss and gradient of a batch, recorded once and replayed without Python."""
