"""Reading an ONNX file as a network of the catalog with its weights; nothing in the file is run.

May import ``catalog`` and ``spec``. The package onnx is imported when it is needed.
"""
