"""The events of a run or race as columns of numbers, without Qt and without live torch objects.

Imports ``engine`` and what is below.
"""
