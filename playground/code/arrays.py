"""Expressions about arrays, written for numpy or for torch."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

Library = Literal["np", "torch"]

_METHODS = {"sum", "mean"}
"""Functions that are methods of arrays in both libraries."""
_BRACES = re.compile(r"{(\w+)}")
_VARIABLE = re.compile(r"variable_([A-Za-z]+)_")
_SAME = {"len", "range", "float", "round"}
_NUMPY_SINGLE = ast.parse("np.float32", mode="eval").body


def written(expression: str, library: Library, names: Mapping[str, str] | None = None) -> str:
    """Write an expression or assignment for a library.

    Args:
        expression: Functions are named without a module, and variables in braces; see ``catalog.kinds.ByHand``.
        library: Whose functions to use.
        names: Names of the variables in braces.
    """
    text = _written(expression, library)
    return _VARIABLE.sub(lambda found: names[found[1]], text) if names else text


@lru_cache(maxsize=1024)
def _written(expression: str, library: Library) -> str:
    tree = _Functions(library).visit(ast.parse(_BRACES.sub(r"variable_\1_", expression)))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Functions(ast.NodeTransformer):
    """Puts a library's functions in place of names without a module."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Write one call."""
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name):
            return node
        name, first = node.func.id, node.args[0]
        if name in _SAME or (name == "erf" and self._library == "np"):
            return node
        if name in _METHODS:
            return self._method(first, name, node)
        if name == "amax":
            return self._method(first, "max" if self._library == "np" else "amax", node)
        return self._function(name, first, node)

    def _function(self, name: str, first: ast.expr, node: ast.Call) -> ast.Call:
        """A function of the module, or the method that does the same."""
        if name == "asfloat":
            method, values = ("astype", [_NUMPY_SINGLE]) if self._library == "np" else ("float", [])
            return ast.Call(ast.Attribute(first, method, ast.Load()), values, [])
        if name == "eye" and self._library == "np":
            node.keywords.append(ast.keyword("dtype", _NUMPY_SINGLE))
        if name in {"maximum", "minimum"} and self._library == "torch" and _is_number(node.args[1]):
            bound = ast.keyword("min" if name == "maximum" else "max", node.args[1])
            return ast.Call(ast.Attribute(first, "clamp", ast.Load()), [], [bound])
        node.func = ast.Attribute(ast.Name(self._library, ast.Load()), name, ast.Load())
        return node

    def _method(self, array: ast.expr, name: str, node: ast.Call) -> ast.Call:
        keywords = node.keywords
        if self._library == "torch":
            keywords = [ast.keyword("keepdim", word.value) for word in keywords]
        return ast.Call(ast.Attribute(array, name, ast.Load()), node.args[1:], keywords)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )


ERF = """
erf = np.vectorize(math.erf, otypes=[np.float32])  # numpy has none
"""
