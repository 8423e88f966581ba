"""A text of Python changed in places that its syntax tree names; all else stays as it was written."""

from __future__ import annotations

import ast
from collections.abc import Iterable


def tree_of(text: str) -> ast.Module | None:
    """The syntax tree of a cell, None where it has lines that are no Python: magics, shell lines, mistakes."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def spliced(text: str, changes: Iterable[tuple[ast.AST, str]]) -> str:
    """The text with each of these nodes, none inside another, replaced by a new text."""
    content = text.encode()
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def place(line: int, column: int) -> int:
        return starts[line - 1] + column

    edits = [
        (place(first_line(n), n.col_offset), place(n.end_lineno, n.end_col_offset), new.encode())
        for n, new in changes
    ]
    for begin, end, new in sorted(edits, reverse=True):
        content = content[:begin] + new + content[end:]
    return content.decode()


def first_line(node: ast.AST) -> int:
    """Decorators belong to a function, but Python counts its lines from `def`."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def source_of(text: str, node: ast.AST) -> str:
    """The text of one node."""
    return ast.get_source_segment(text, node) or ast.unparse(node)


def top_functions(text: str) -> list[ast.FunctionDef]:
    """The functions that a cell defines at its top level."""
    tree = tree_of(text)
    return [s for s in tree.body if isinstance(s, ast.FunctionDef)] if tree else []


def top_names(text: str) -> list[str]:
    """The plain names that a cell's own statements at its top level assign, each once."""
    tree = tree_of(text)
    targets = [t for s in (tree.body if tree else ()) if isinstance(s, ast.Assign) for t in s.targets]
    found = [
        n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    return list(dict.fromkeys(found))
