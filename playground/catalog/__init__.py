"""What can be chosen: one class per entry, in the file where one would look for it."""
