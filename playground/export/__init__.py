"""What leaves the program as a file: reports and tables."""
