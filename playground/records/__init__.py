"""What a run or race leaves: its events as columns of numbers, without Qt and without torch."""
