"""Many parameter vectors of one network at once: evaluated together, or trained in lockstep."""
