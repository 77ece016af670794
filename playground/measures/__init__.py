"""Measures of predictions as people report them, from arrays alone; may import ``arrays``.

Conventions are those of scikit-learn: ties, classes that are absent, and what is undefined (NaN here).
"""
