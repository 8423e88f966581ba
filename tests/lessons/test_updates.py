"""Each version of a lesson that this repository has had, updated to later ones: every word of a student's stays.

TRAINING_LAB_CASES says how many pairs of versions of a lesson are tried; `make verify-full` asks for all.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import nbformat
import pytest
from nbformat import NotebookNode, v4
from support.history import pairs
from support.places import ROOT

from autograder.course.cells import Kind, grade_id, kind
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.intake.notebook import canonical
from autograder.intake.reading import read_submission
from autograder.intake.update import update

PAIRS = int(os.environ.get("TRAINING_LAB_CASES", "2"))
COURSE = Course(ROOT)


def bank(lesson: str) -> dict[str, list[str]]:
    """The answers that the bank has to each exercise."""
    from autograder.course.answers import parse_answers

    found: dict[str, list[str]] = {}
    for answer in parse_answers(COURSE.answers(lesson).read_text(encoding="utf-8")):
        found.setdefault(answer.exercise, []).append(answer.text)
    return found


def worked_on(old: bytes, answers: dict[str, list[str]], draw: random.Random) -> NotebookNode:
    """A version of the lesson with work in it: answers with outputs, own cells, notes, locked cells edited."""
    notebook = nbformat.reads(old.decode(), as_version=4)
    cells = []
    for cell in notebook.cells:
        what = kind(cell)
        if what is Kind.STUDENT and draw.random() < 0.8:
            cell.source = draw.choice(answers.get(grade_id(cell), ["answer = 'mine'"]))
            cell.outputs = [v4.new_output("stream", name="stdout", text=f"mine: {grade_id(cell)}")]
        elif what is Kind.WRITTEN:
            cell.source = "My own words.\n\n![shot](attachment:shot.png)"
            cell.attachments = {"shot.png": {"image/png": "AAAA"}}
        elif what in (Kind.GIVEN, Kind.TEST) and draw.random() < 0.1:
            cell.source += f"\n# my change of {grade_id(cell)}"
        elif what is Kind.TEXT and draw.random() < 0.1:
            cell.source += f"\n\nMy note in {cell.id}."
        cells.append(cell)
        if draw.random() < 0.2:
            make = draw.choice([v4.new_code_cell, v4.new_markdown_cell, v4.new_raw_cell])
            cells.append(make(f"# mine, after {cell.id}", id=f"mine-{len(cells)}"))
    notebook.cells = cells
    return notebook


def words(notebook: NotebookNode) -> Iterator[str]:
    """All that the student wrote, in pieces that nothing may part."""
    for cell in notebook.cells:
        if kind(cell) in (Kind.STUDENT, Kind.WRITTEN) and "YOUR " not in cell.source:
            yield cell.source
        yield from (line for line in cell.source.split("\n") if "mine, after" in line or "my change" in line)
        yield from (line for line in cell.source.split("\n") if line.startswith("My note"))


def neighbours(notebook: NotebookNode, lessons: set[str]) -> dict[str, str]:
    """By each cell of the student's own, the lesson's cell that it follows."""
    found, last = {}, ""
    for cell in notebook.cells:
        last = cell.id if cell.id in lessons else last
        if cell.id.startswith("mine-"):
            found[cell.id] = last
    return found


@pytest.mark.parametrize("lesson", COURSE.lesson_names())
def test_every_word_stays_from_version_to_version(lesson: str) -> None:
    draw = random.Random(lesson)
    known, answers = pairs(lesson), bank(lesson)
    for old, new in draw.sample(known, min(PAIRS, len(known))):
        mine = worked_on(old, answers, draw)
        made = update(nbformat.writes(mine).encode(), new)
        notebook = nbformat.reads(made.notebook.decode(), as_version=4)
        nbformat.validate(notebook)
        released = nbformat.reads(new.decode(), as_version=4)

        # What the student wrote is there, and what stood below it.
        text = "\0".join(cell.source for cell in notebook.cells)
        assert [said for said in words(mine) if said not in text] == []
        cells, before = {c.id: c for c in notebook.cells}, {c.id: c for c in mine.cells}
        common = [c for c in released.cells if c.id in before and kind(c) in (Kind.STUDENT, Kind.WRITTEN)]
        for cell in (c for c in common if "YOUR " not in before[c.id].source):
            kept = cells[cell.id]
            assert kept.source == before[cell.id].source
            assert kept.get("outputs") == before[cell.id].get("outputs")
            assert kept.get("attachments") == before[cell.id].get("attachments")

        # The lesson is the new one, in its order; the student's cells follow the same neighbour.
        lessons = {c.id: c for c in released.cells}
        assert [cell.id for cell in notebook.cells if cell.id in lessons] == list(lessons)
        locked = [c for c in released.cells if kind(c) not in (Kind.STUDENT, Kind.WRITTEN)]
        assert [c.id for c in locked if cells[c.id].source != c.source] == []
        both = set(lessons) & set(before)
        assert neighbours(notebook, both) == neighbours(mine, both)

        # The grader finds nothing amiss; and a second time there is nothing to do.
        taken = canonical(read_submission(made.notebook), released)
        assert taken.flags == ()
        assert {name: said for name, said in taken.answers.items() if "YOUR " not in said} == {
            grade_id(c): c.source
            for c in notebook.cells
            if kind(c) is Kind.STUDENT and "YOUR " not in c.source
        }
        assert update(made.notebook, new).notebook == made.notebook


def test_todays_release_needs_no_guess(lesson: str = "00-start-here") -> None:
    """From a lesson of today on, nothing that only the lesson said stays behind as if it were the student's."""
    today = read_lesson(COURSE, lesson).released
    later = nbformat.from_dict(today)
    for cell in later.cells:
        cell.source += "\nA new line."
    made = update(read_lesson(COURSE, lesson).released_text.encode(), nbformat.writes(later).encode())
    assert (made.changes.own, made.changes.edited) == (0, ())
    assert len(made.changes.changed) > len(later.cells) / 2
