"""What leaves the window as a file: pictures, animations, tables, reports."""
