"""Train and race without a window."""
