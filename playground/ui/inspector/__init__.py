"""What is known and can be changed of the selection."""
