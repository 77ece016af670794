"""Results as files: reports and tables, without Qt. May import ``records`` and everything below."""
