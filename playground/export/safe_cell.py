"""Cells of tables that spreadsheets open: texts stay texts."""

from typing import Any


def safe_cell(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; replace control characters."""
    if not isinstance(value, str):
        return value
    plain = "".join(c if c.isprintable() else " " for c in value)
    return f"'{plain}" if plain.lstrip().startswith(("=", "+", "-", "@")) else plain
