"""Networks as files of other programs: ONNX for programs that run networks, TikZ for papers.

Imports ``build``, ``catalog`` and ``spec``. The package onnx is imported when it is needed. How an entry is written in
ONNX is a rule by the key of the entry, so that the catalog does not depend on the format.
"""
