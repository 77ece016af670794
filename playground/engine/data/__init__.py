"""The order of batches, streamed samples, and the position in the epochs."""
