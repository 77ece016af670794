"""Loss and gradient of a batch that several processes compute together: each its share, then one sum.

Imports what ``engine/compiled`` may import.
"""
