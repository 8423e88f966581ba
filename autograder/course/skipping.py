"""Which provided cells grading may leave out: demonstrations that no answer depends on.

A lesson shows more than it grades: races between optimizers, galleries of pictures. Its author tags such
a cell `skip-in-grading`, which promises that the cell changes nothing that stays but the names that it
binds. Whether one of those is used after all is looked up in the very notebook that is to be run, with
the student's own cells in it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

TAG = "skip-in-grading"


def skippable(cells: Sequence[NotebookNode]) -> frozenset[int]:
    """The indices of tagged code cells that bind no name which a cell that runs uses."""
    code = {i: _names(c.source) for i, c in enumerate(cells) if c.cell_type == "code"}
    skipped = {i for i in code if TAG in cells[i].metadata.get("tags", [])}
    while True:
        used = set().union(*(loads for i, (_, loads) in code.items() if i not in skipped))
        needed = {i for i in skipped if code[i][0] & used}
        if not needed:
            return frozenset(skipped)
        skipped -= needed


def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a cell may bind, and those that it mentions; none where it is no Python and cannot run."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(), frozenset()
    loads = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            loads.add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            loads.add(node.target.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # A name may be looked up by its text: globals()["wide_runs"], eval("wide_runs").
            loads.update(_identifiers(node.value))
    return frozenset(_bound(tree)), frozenset(loads)


def _bound(node: ast.AST, inside: bool = False) -> Iterator[str]:
    """The names that running a piece of syntax gives the notebook.

    Those of a function's or a class's inside, of a lambda and of a comprehension are their own, but for `global`
    and `:=`.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Global):
            yield from child.names
        elif isinstance(child, ast.NamedExpr):
            yield child.target.id
        elif inside:
            pass
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name
        elif isinstance(child, ast.alias):
            yield (child.asname or child.name).split(".")[0]
        yield from _bound(child, inside or isinstance(child, _SCOPES))


_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


def _identifiers(text: str) -> set[str]:
    """The identifiers in a short text; a long one is prose."""
    return set(re.findall(r"[^\W\d]\w*", text)) if len(text) <= 200 else set()
