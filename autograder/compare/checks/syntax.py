"""Demands on how an answer is written, read from the syntax tree of the student's cell.

They are rules of a check, not checks of their own: a text that was never run proves nothing. ::

    Steps("trained", …, rules=[MustUse("y_spoilt", says="Asked for is a network trained on y_spoilt.")])
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.compare.checks.base import Context, Rule
from autograder.course.plain import without_magics

MAX_SOURCE = 200_000


class MustUse(Rule):
    """The cell uses at least one of `names`: a variable, function, attribute or import of that name."""

    def __init__(self, *names: str, says: str = "") -> None:
        if not names:
            raise ValueError("MustUse needs at least one name.")
        self.names, self.says = names, says

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.names, self.says))

    def broken(self, context: Context) -> str:
        tree = read_cell(context.source)
        if isinstance(tree, str):
            return tree
        if set(self.names).isdisjoint(_names(tree)):
            return self.says or f"This exercise is to be solved with {' or '.join(self.names)}."
        return ""


def read_cell(source: str) -> ast.Module | str:
    """The syntax tree of a cell, its IPython magics left out; or, in words, why there is none."""
    if len(source) > MAX_SOURCE:
        return "The cell is too long to be read."
    for text in (source, without_magics(source)):
        try:
            return ast.parse(text)
        except SyntaxError as error:
            complaint = f"The cell is not readable as Python: {error.msg} in line {error.lineno}."
        except Exception:  # nested deeper than Python reads
            complaint = "The cell is not readable as Python."
    return complaint


def _names(tree: ast.Module) -> Iterator[str]:
    """Every name that the cell mentions: variables, attributes, imports with each part of their path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield from alias.name.split(".")
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from node.module.split(".")
