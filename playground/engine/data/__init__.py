"""The order of batches, streamed samples, and the position in the epochs. Imports no other room of the engine."""
