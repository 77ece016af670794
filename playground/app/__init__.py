"""The application's state, without Qt."""
