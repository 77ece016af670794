"""Whether a device computes what the CPU computes: layers, losses, optimizers, examples, memory, and at what speed."""
