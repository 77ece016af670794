"""The preprocessing lab: data before and after."""
