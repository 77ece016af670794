"""Measures of the validation samples: a table by class or target, ROC and precision–recall curves."""
