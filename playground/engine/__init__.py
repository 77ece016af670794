"""Running a project; everything here works without a screen."""
