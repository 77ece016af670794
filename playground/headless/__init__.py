"""Training and races without a window, for Python and the command line. May import ``export`` and everything below."""
