"""What people do with the mouse, one file each."""
