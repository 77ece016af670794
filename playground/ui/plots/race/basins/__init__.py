"""Where a lane arrives from every start."""
