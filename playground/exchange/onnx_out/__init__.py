"""Writing a network as an ONNX file: one rule per entry of the catalog. Imports ``build``, ``catalog`` and ``spec``."""
