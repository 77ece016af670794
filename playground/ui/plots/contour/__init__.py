"""The loss on a plane with the path of training."""
