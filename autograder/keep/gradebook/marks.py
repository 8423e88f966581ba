"""What people wrote about one submission in the gradebook, against what the record knows of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping

from autograder.keep.marks import Marks, answer_to


def with_gone(found: Marks, before: Marks, graded: Container[str], commented: Container[str]) -> Marks:
    """What the gradebook holds, and of cells that it does not have (of a lesson that changed) what was `before`."""
    gone = frozenset(cell for cell in before.points if cell not in graded)
    return Marks(
        {**found.points, **{cell: before.points[cell] for cell in gone}},
        {**found.comments, **{c: text for c, text in before.comments.items() if c not in commented}},
        found.waiting | before.waiting & gone,
        {**found.extra, **{cell: more for cell, more in before.extra.items() if cell not in graded}},
    )


def newly_marked(found: Marks, before: Marks) -> frozenset[str]:
    """The cells that a person has marked since: with other points, or once more after the answer had changed."""
    return frozenset(
        cell
        for cell, points in found.points.items()
        if before.points.get(cell) != points or (cell in before.waiting and cell not in found.waiting)
    )


def changed(found: Marks, before: Marks) -> bool:
    """Whether a person has written something else than `before`. What nbgrader asks to see again is no change."""
    same = (found.points, found.comments, found.extra) == (before.points, before.comments, before.extra)
    return not same or bool(newly_marked(found, before))


def brought_back(found: Marks, before: Marks, answers: Mapping[str, str]) -> Marks:
    """The marks that the gradebook holds, each with the answer that was marked: of new ones that of `answers`."""
    new = newly_marked(found, before)
    return dataclasses.replace(
        found,
        waiting=(before.waiting - new) & set(found.points),
        answers={
            cell: answer_to(cell, answers) if cell in new else before.answers.get(cell, "")
            for cell in found.points
        },
    )
