"""Which provided cells grading may leave out: demonstrations that no answer depends on.

A lesson shows more than it grades: races between optimizers, galleries of pictures. Its author tags such
a cell `skip-in-grading`, which promises that the cell changes nothing that stays but the names that it
binds. Whether one of those is used after all is looked up in the very notebook that is to be run, with
the student's own cells in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from autograder.course.plain import parsed, words

TAG = "skip-in-grading"


def skippable(cells: Sequence[NotebookNode]) -> frozenset[int]:
    """The indices of tagged code cells that bind no name which a cell that runs uses."""
    skipped = {i for i, c in enumerate(cells) if c.cell_type == "code" and TAG in c.metadata.get("tags", [])}
    if not skipped:
        return frozenset()
    code = {i: _names(c.source) for i, c in enumerate(cells) if c.cell_type == "code"}
    while True:
        used = set().union(*(loads for i, (_, loads) in code.items() if i not in skipped))
        needed = {i for i in skipped if code[i][0] & used}
        if not needed:
            return frozenset(skipped)
        skipped -= needed


def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a cell may bind, and those that it mentions: every word of it, where it cannot be read."""
    try:
        tree, unread = parsed(source)
    except (
        Exception
    ):  # no Python, or too deep for Python's own parser: it is run, with all that it could need
        return words(source), words(source)
    loads = set(unread)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            loads.add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            loads.add(node.target.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= _LONGEST:
            # A name may be looked up by its text: globals()["wide_runs"], eval("wide_runs").
            loads |= words(node.value)
    return unread.union(bound_names(tree)), frozenset(loads)


#: Characters of a text that may be code; a longer one is prose.
_LONGEST = 200


def bound_names(tree: ast.Module) -> Iterator[str]:
    """The names that running a cell gives the notebook.

    Those of a function's or a class's inside, of a lambda and of a comprehension are their own, but for `global`
    and `:=`.
    """
    waiting = [(child, False) for child in ast.iter_child_nodes(tree)]
    while waiting:  # no recursion: a sum of a thousand terms is a thousand levels deep
        node, inside = waiting.pop()
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.NamedExpr):
            yield node.target.id
        elif inside:
            pass
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        waiting += [(child, inside or isinstance(node, _SCOPES)) for child in ast.iter_child_nodes(node)]


_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
