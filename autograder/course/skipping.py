"""Which provided cells grading may leave out: demonstrations that no answer depends on.

A lesson shows more than it grades: races between optimizers, galleries of pictures. Its author tags such
a cell `skip-in-grading`, which promises that the cell changes nothing that stays but the names that it
binds. Whether one of those is used after all is looked up in the very notebook that is to be run, with
the student's own cells in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from nbformat import NotebookNode

from autograder.course.cells import Kind, kind
from autograder.course.flow import Names, names_of

TAG = "skip-in-grading"


def skippable(cells: Sequence[NotebookNode]) -> frozenset[int]:
    """The indices of tagged code cells that bind no name whose value a cell that runs may read."""
    skipped = {i for i, c in enumerate(cells) if c.cell_type == "code" and TAG in c.metadata.get("tags", [])}
    if not skipped:
        return frozenset()
    code = {i: _names(c) for i, c in enumerate(cells) if c.cell_type == "code"}
    while True:
        running = [names for i, names in code.items() if i not in skipped]
        # What `from x import *` binds, nobody knows: it may be read.
        later = {"*"}.union(*(names.later for names in running))
        if any(names.looks_up for names in running):
            later = later.union(*(names.texts for names in running))
        needed = _needed(code, skipped, later)
        if not needed:
            return frozenset(skipped)
        skipped -= needed


def _names(cell: NotebookNode) -> Names:
    """The names of a cell; a lesson's own is the same for the whole class."""
    return _remembered(cell.source) if kind(cell) in (Kind.GIVEN, Kind.TEST) else names_of(cell.source)


_remembered = lru_cache(maxsize=1024)(names_of)


def _needed(code: Mapping[int, Names], skipped: set[int], later: set[str]) -> set[int]:
    """Of the cells to be left out those whose names are read by a cell that runs behind them, or any time `later`."""
    needed, read = set(), set(later)
    for i, names in reversed(code.items()):
        if i in skipped and not names.bound & read:
            continue
        if i in skipped:
            needed.add(i)
        read |= names.before
    return needed
