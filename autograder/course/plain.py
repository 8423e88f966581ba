"""A cell's text read as Python, with what only IPython reads left out. Takes time linear in the text."""

from __future__ import annotations

import ast
import re

#: What could be a name.
WORD = re.compile(r"[^\W\d]\w*")


def parsed(source: str) -> tuple[ast.Module, frozenset[str]]:
    """The syntax tree of a cell without the lines that only IPython reads, and the words of those lines.

    Raises whatever Python's parser raises: SyntaxError for what is no Python, RecursionError or MemoryError for
    what is nested deeper than it goes.
    """
    # IPython's own transformer reads the whole cell anew for every line of its own.
    try:
        return ast.parse(source), frozenset()
    except SyntaxError:
        left_out = "\n".join(line for line in source.split("\n") if _is_magic(line))
        return ast.parse(without_magics(source)), words(left_out)


def without_magics(source: str) -> str:
    """The cell with `pass` in place of each line that only IPython reads; the numbers of the lines stay."""
    lines = source.split("\n")
    return "\n".join(_indent(line) + "pass" if _is_magic(line) else line for line in lines)


def words(text: str) -> frozenset[str]:
    """Everything in a text that could be a name."""
    return frozenset(WORD.findall(text))


def _is_magic(line: str) -> bool:
    """`%time f(x)`, `!ls`, `?name`, `name?`, `files = !ls`, `t = %timeit -o f(x)`."""
    bare = line.strip()
    value = bare.partition("=")[2].lstrip()
    return bare.startswith(("%", "!", "?")) or bare.endswith("?") or value.startswith(("%", "!"))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
