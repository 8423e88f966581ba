"""Demands on how an answer is written, read from the syntax tree of the student's cell.

They are rules of a check, not checks of their own: a text that was never run proves nothing. ::

    Function("loss", probes=…, rules=[MustNotUse("binary_crossentropy", says="Write the formula yourself.")])

Only the cell itself is read: a helper that the student defines in another cell is not seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.compare.checks.base import Rule

MAX_SOURCE = 200_000

#: Words for what has no name of its own.
_CONSTRUCTS: dict[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For, ast.AsyncFor),
    "while": (ast.While,),
    "comprehension": (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    "lambda": (ast.Lambda,),
    "with": (ast.With,),
    "try": (ast.Try,),
    "import": (ast.Import, ast.ImportFrom),
    "def": (ast.FunctionDef,),
    "class": (ast.ClassDef,),
    "@": (ast.MatMult,),
}


class _Names(Rule):
    def __init__(self, *names: str, says: str = "") -> None:
        if not names:
            raise ValueError(f"{type(self).__name__} needs at least one name.")
        self.names, self.says = names, says

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.names))})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.names, self.says))


class MustUse(_Names):
    """The cell uses at least one of `names`: a variable, function, attribute or import of that name.

    Constructs are named by their keyword: "for", "while", "with", "lambda", "comprehension", "@".
    """

    def broken(self, source: str) -> str:
        tree = read_cell(source)
        if isinstance(tree, str):
            return tree
        if not any(_has(tree, name) for name in self.names):
            return self.says or f"This exercise is to be solved with {' or '.join(self.names)}."
        return ""


class MustNotUse(_Names):
    """The cell uses none of `names`, by name, as an attribute, by import, or spelt in a string.

    Constructs are named as in `MustUse`.
    """

    def broken(self, source: str) -> str:
        tree = read_cell(source)
        if isinstance(tree, str):
            return tree
        for name in self.names:
            if _has(tree, name) or (name not in _CONSTRUCTS and name in _strings(tree)):
                return self.says or f"This exercise is to be solved without {name}."
        return ""


def read_cell(source: str) -> ast.Module | str:
    """The syntax tree of a cell, its IPython magics left out; or, in words, why there is none."""
    if len(source) > MAX_SOURCE:
        return "The cell is too long to be read."
    complaint = "The cell is not readable as Python"
    for text in (source, _without_magics(source)):
        try:
            return ast.parse(text)
        except SyntaxError as error:
            complaint = f"The cell is not readable as Python: {error.msg} in line {error.lineno}."
        except (ValueError, RecursionError, MemoryError):
            complaint = "The cell is not readable as Python."
    return complaint


def _without_magics(source: str) -> str:
    """The lines of a cell without those that are IPython's own; the numbers of the lines stay."""
    lines = []
    for line in source.splitlines():
        bare = line.strip()
        magic = bare.startswith(("%", "!", "?")) or bare.endswith("?")
        lines.append(line[: len(line) - len(line.lstrip())] + "pass" if magic else line)
    return "\n".join(lines)


def _has(tree: ast.Module, name: str) -> bool:
    if kinds := _CONSTRUCTS.get(name):
        return any(isinstance(node, kinds) for node in ast.walk(tree))
    return name in _names(tree)


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


def _strings(tree: ast.Module) -> Iterator[str]:
    """Every short string in the cell, which may name something: getattr(losses, "mean_squared_error")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 100:
            yield node.value.strip()
            yield node.value.strip().rpartition(".")[2]
