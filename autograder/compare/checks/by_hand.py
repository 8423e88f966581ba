"""Whether a function was written by hand: told by what it does when it is called, then by its own text.

The recorder notes which functions of the installed packages were entered while the student's function ran on
the probes. So a comparison with the ready-made beside the function counts for nothing, and a ready-made under
another name is seen. A ready-made that leaves no trace there (it is written in C, or TensorFlow has compiled it
before) is looked for in the function's text, and in the text of what it calls, followed through the notebook.
What can be told by neither is not punished.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from functools import lru_cache

from autograder.compare.checks.base import Context, Rule
from autograder.compare.checks.syntax import read_cell


class ByHand(Rule):
    """The function uses none of these ready-made functions and classes, by whatever name it calls them.

    `of` is the function's name in the notebook, where that is not the check's label or name. Its record must be
    taken with `entered=True`.
    """

    needs_entered = True

    def __init__(self, *ready_made: str, says: str = "", of: str = "") -> None:
        if not ready_made:
            raise ValueError("ByHand needs at least one name.")
        self.ready_made, self.says, self.of = frozenset(ready_made), says, of

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.ready_made, self.says, self.of))

    def broken(self, context: Context) -> str:
        found = self.ready_made & context.entered or self.ready_made & used_by(
            self.of or context.name, context.texts
        )
        if not found:
            return ""
        return self.says or f"This uses {min(found)}, which is ready-made. Here it is to be written by hand."


def used_by(name: str, texts: Sequence[str]) -> frozenset[str]:
    """What the function, class or value `name` takes from packages, by its text and that of what it calls.

    `texts` are the notebook's cells, in order; the last definition of a name counts. A parameter, a local
    variable, a string and a name of the notebook's own are no use of a package.
    """
    bound: dict[str, ast.AST] = {}
    for text in texts:
        bound.update(_bindings(text))
    seen: set[str] = set()
    waiting = [name]
    used: set[str] = set()
    while waiting:
        node = bound.get(following := waiting.pop())
        if following in seen or node is None:
            continue
        seen.add(following)
        if isinstance(node, ast.alias):
            used.add(node.name.rpartition(".")[2])
            continue
        for mentioned, attributes in _mentioned(node):
            waiting.append(mentioned)
            # An attribute of a module, or of what a module gives; not of the notebook's own values.
            if isinstance(bound.get(mentioned), ast.alias) or mentioned not in bound:
                used.update(attributes)
    return frozenset(used)


@lru_cache(maxsize=1000)
def _bindings(text: str) -> dict[str, ast.AST]:
    """The names that a cell gives a value to, each with the syntax of that value; none where it is no Python."""
    tree = read_cell(text)
    found: dict[str, ast.AST] = {}
    waiting = [] if isinstance(tree, str) else tree.body[::-1]
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[statement.name] = statement
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.update({(alias.asname or alias.name).split(".")[0]: alias for alias in statement.names})
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                found.update(_assigned(target, statement.value))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            found.update(_assigned(statement.target, statement.value))
        else:  # what stands in an if, a with, a try, a loop
            inner = [s for field in ("body", "orelse", "finalbody") for s in getattr(statement, field, ())]
            waiting += inner[::-1]
    return found


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)):
        pairs = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
        for index, item in enumerate(target.elts):
            yield from _assigned(item, value.elts[index] if pairs else value)


def _mentioned(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names from outside that a piece of syntax uses, each with the attributes that are taken of it."""
    own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {argument.arg for argument in ast.walk(node) if isinstance(argument, ast.arg)}
    skipped = {id(n) for part in _annotations(node) for n in ast.walk(part)}
    inside = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    imported = [n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))]
    aliases = {(a.asname or a.name).split(".")[0]: a.name for n in imported for a in n.names}
    for found in ast.walk(node):
        if id(found) in skipped or id(found) in inside or not isinstance(found, (ast.Name, ast.Attribute)):
            continue
        root, attributes = found, []
        while isinstance(root, ast.Attribute):
            attributes.append(root.attr)
            root = root.value
        if isinstance(root, ast.Name) and root.id in aliases:
            yield "", (*attributes, aliases[root.id].rpartition(".")[2])
        elif isinstance(root, ast.Name) and root.id not in own and not hasattr(builtins, root.id):
            yield root.id, tuple(attributes)


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for found in ast.walk(node):
        for field in ("annotation", "returns"):
            if isinstance(part := getattr(found, field, None), ast.AST):
                yield part
