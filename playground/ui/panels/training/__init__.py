"""The training panel: loss, optimizer, schedule, batches and regularization. Imports no other panel."""
