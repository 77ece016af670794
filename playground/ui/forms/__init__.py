"""Forms generated from catalog entries, and the fields they are made of."""
