"""Which lesson a notebook is: by its cells' ids, which outlive any file name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.collect.names import is_called
from autograder.course.cells import grade_id
from autograder.course.folders import Course
from autograder.course.source import parse_source
from autograder.intake.reading import Submission, Unreadable, read_submission
from autograder.run.bulkhead import Ended, own_bulkhead

#: Other lessons' cells may be pasted into a notebook, but not more than a third of the lesson's own.
_CLEARLY = 3


@dataclass(frozen=True)
class Fingerprints:
    """For each lesson the ids that its cells have and no other lesson's."""

    ids: Mapping[str, frozenset[str]]

    @property
    def lessons(self) -> frozenset[str]:
        return frozenset(self.ids)


def fingerprints(course: Course) -> Fingerprints:
    """The fingerprints of all lessons of a course. Raises CourseError where a lesson's notebook is broken."""
    found: dict[str, set[str]] = {}
    for name in course.lesson_names():
        notebook = parse_source(course.source(name).read_bytes(), f"solutions/{name}/{name}.ipynb")
        found[name] = {grade_id(cell) for cell in notebook.cells} | {cell.id for cell in notebook.cells}
    return distinct(found)


def distinct(ids: Mapping[str, set[str]]) -> Fingerprints:
    """Fingerprints from all ids of each lesson: those that two lessons share tell nothing."""
    counts = Counter(name for found in ids.values() for name in found)
    return Fingerprints({k: frozenset(i for i in found if i and counts[i] == 1) for k, found in ids.items()})


@dataclass(frozen=True)
class Recognised:
    """What a notebook is. `lesson` is "" where its cells do not say; `problem` why it cannot be read at all."""

    lesson: str = ""
    problem: str = ""
    #: The lessons between which its cells leave the choice.
    between: tuple[str, ...] = ()


def recognise_apart(content: bytes, known: Fingerprints) -> Recognised:
    """`recognise` behind a bulkhead: a file that ends the process which reads it has a problem, like others."""
    try:
        return own_bulkhead().call(recognise, content, known)
    except Ended as end:
        return Recognised(problem=f"reading the file {end}")


def recognise(content: bytes, known: Fingerprints) -> Recognised:
    """Which lesson a file's cells are of. Runs nothing, and takes any bytes."""
    try:
        submission = read_submission(content)
    except Unreadable as error:
        return Recognised(problem=str(error))
    hits = _hits(submission, known)
    if not hits:
        return Recognised()
    (first, most), *others = hits.most_common(2)
    if others and most < _CLEARLY * others[0][1]:
        return Recognised(between=(first, others[0][0]))
    return Recognised(lesson=first)


def _hits(submission: Submission, known: Fingerprints) -> Counter[str]:
    own = {i for cell in submission.cells for i in (cell.grade_id, cell.cell_id) if i}
    return Counter({lesson: n for lesson, ids in known.ids.items() if (n := len(own & ids))})


def by_name(filename: str, lessons: frozenset[str]) -> str:
    """The lesson that a file is called after, or ""."""
    return next((lesson for lesson in sorted(lessons) if is_called(filename, lesson)), "")
