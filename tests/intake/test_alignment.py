"""Cells as people leave them: what "Restart and run all" gives is what the aligned notebook gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from support.small_lesson import check, graded, student, text
from support.small_lesson import given as locked

from autograder.course.cells import grade_id
from autograder.intake.notebook import Canonical, canonical
from autograder.intake.reading import read_submission

Cells = list[dict[str, Any]]

#: The same examples in each run: a failure is the change's doing.
MANY = settings(max_examples=100, deadline=None, derandomize=True, database=None)

#: A lesson whose cells say by themselves whether they ran in a right order.
LESSON = nbformat.v4.new_notebook(
    cells=[
        text("text-opening", "# A lesson\n\nRead this."),
        locked("given-setup", "base = 10"),
        text("text-first", "Call it first."),
        student("first", "# YOUR CODE HERE\nraise NotImplementedError"),
        check("test-first", "passed('first', first == 11)", 50),
        locked("given-more", "more = base * 2"),
        text("text-second", "Write second().\n\n*My guess:*"),
        student("second", "def second():\n    # YOUR CODE HERE\n    raise NotImplementedError"),
        check("test-second", "passed('second', second() == 31)", 50),
        text("text-why", "In your own words: why?"),
        graded("markdown", "written-why", "YOUR ANSWER HERE", "grade solution", 2),
        text("text-end", "Hand in."),
    ]
)
ANSWERS = {
    "first": "first = base + 1",
    "second": "def second():\n    return more + first",
    "written-why": "Because it is so.",
}


def solved() -> Cells:
    """The lesson as a good student leaves it."""
    cells = json.loads(json.dumps(LESSON))["cells"]
    for cell in cells:
        cell["source"] = ANSWERS.get(cell["id"], cell["source"])
    return cells


def at(cells: Cells, name: str) -> int:
    return next(i for i, cell in enumerate(cells) if cell["id"] == name)


def own(source: str, kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "id": "mine", "metadata": {}, "source": source}


def copied(cell: dict[str, Any], source: str | None = None, new_id: bool = False) -> dict[str, Any]:
    """A copy as VS Code makes it, or, with a new id, as JupyterLab does."""
    again = json.loads(json.dumps(cell)) | ({"id": "other"} if new_id else {})
    return again if source is None else again | {"source": source}


def aligned(cells: Cells) -> Canonical:
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    return canonical(read_submission(data), LESSON)


def run(cells: list[NotebookNode] | Cells) -> set[str]:
    """The checks that pass when these cells are run from the top, whatever each of them raises."""
    marks: dict[str, bool] = {}
    names: dict[str, Any] = {"passed": lambda name, right: marks.update({name: right})}
    for cell in cells:
        if cell["cell_type"] == "code":
            try:
                exec(cell["source"], names)
            except Exception:
                pass  # the next cell runs all the same
    return {name for name, right in marks.items() if right}


def texts(result: Canonical) -> dict[str, str]:
    return {grade_id(c) or c.id: c.source for c in result.notebook.cells}


def complete(cells: Cells) -> Canonical:
    """Align, and see that both exercises and the written answer are there."""
    result = aligned(cells)
    assert run(result.notebook.cells) == {"first", "second"}, result.flags
    assert texts(result)["written-why"] != "YOUR ANSWER HERE"
    return result


# ---------------------------------------------------------------- one kind after the other


@pytest.mark.parametrize("name", ["first", "second"])
@pytest.mark.parametrize("where", ["above", "below", "below the check", "at the top", "at the end"])
@pytest.mark.parametrize("new_id", [False, True])
def test_an_untouched_copy_of_an_answer_costs_nothing(name: str, where: str, new_id: bool) -> None:
    cells = solved()
    stub = copied(LESSON.cells[at(cells, name)], new_id=new_id)
    place = at(cells, name)
    places = {"above": place, "below": place + 1, "below the check": place + 2, "at the top": 0}
    cells.insert(places.get(where, len(cells)), stub)
    result = complete(cells)
    assert texts(result)[name] == ANSWERS[name]
    assert f"cell {name!r} occurs 2 times" in result.flags


@pytest.mark.parametrize("where", ["above", "at the end"])
def test_scratch_paper_in_a_copy_runs_where_it_stands(where: str) -> None:
    cells = solved()
    scratch = copied(cells[at(cells, "second")], "def second():\n    return 5")
    cells.insert(at(cells, "second") if where == "above" else len(cells), scratch)
    result = complete(cells)
    assert texts(result)["second"] == ANSWERS["second"]
    order = [c.source for c in result.notebook.cells]
    assert (order.index(scratch["source"]) < order.index(ANSWERS["second"])) == (where == "above")


@pytest.mark.parametrize("name", ["given-setup", "test-first", "text-first", "text-opening"])
@pytest.mark.parametrize("where", [-1, 1])
def test_a_helper_in_a_copy_of_a_locked_cell_is_the_students_own(name: str, where: int) -> None:
    cells = solved()
    helper = copied(cells[at(cells, name)], "def plus(x):\n    return x + 1") | {"cell_type": "code"}
    cells.insert(at(cells, "first") if where < 0 else at(cells, name) + 1, helper)
    cells[at(cells, "first")]["source"] = "first = plus(base)"
    if where > 0 and name == "test-first":
        cells[at(cells, "first")]["source"] = ANSWERS["first"]
    result = complete(cells)
    assert not any("changed" in flag for flag in result.flags)
    assert helper["source"] in [c.source for c in result.notebook.cells if c.id in result.student_cells]


def test_an_answer_split_in_two_runs_and_is_judged_whole() -> None:
    cells = solved()
    place = at(cells, "second")
    cells[place : place + 1] = [
        copied(cells[place], "def inner():\n    return more + first"),
        copied(cells[place], "def second():\n    return inner()", new_id=True),
    ]
    result = complete(cells)
    assert "def inner" in result.answers["second"] and "def second" in result.answers["second"]


@pytest.mark.parametrize("name", [c.id for c in LESSON.cells])
@pytest.mark.parametrize("to", [0, 1, 6, 12])
def test_a_moved_cell_takes_no_cell_of_the_students_with_it(name: str, to: int) -> None:
    """Own cells stay beside what they stood beside; the moved cell is put back."""
    cells = solved()
    cells.insert(at(cells, "first"), own("one = 1"))
    cells[at(cells, "first")]["source"] = "first = base + one"
    cells.insert(at(cells, "second"), own("extra = more + first"))
    cells[at(cells, "second")]["source"] = "def second():\n    return extra"
    moved = cells.pop(at(cells, name))
    cells.insert(to, moved)
    result = aligned(cells)
    if name not in ("first", "given-more"):  # what `extra` uses: then it is for the student to see it fail
        assert run(result.notebook.cells) == {"first", "second"}


def test_an_answer_that_was_moved_with_its_helper_stays_with_it_and_its_check_comes_after() -> None:
    cells = solved()
    answer = cells.pop(at(cells, "first"))
    place = at(cells, "test-second") + 1
    cells[place:place] = [own("one = 1"), answer | {"source": "first = base + one"}]
    cells.insert(at(cells, "second"), own("first = 11"))
    complete(cells)


@pytest.mark.parametrize("lost", [("metadata",), ("metadata", "id")])
def test_an_answer_without_its_metadata_is_known_by_its_place(lost: tuple[str, ...]) -> None:
    cells = solved()
    for name in ANSWERS:
        cells[at(cells, name)].update({key: {"metadata": {}, "id": f"new-{name}"}[key] for key in lost})
    result = complete(cells)
    assert result.answers == {name: ANSWERS[name] for name in ("first", "second")}
    assert texts(result)["written-why"] == ANSWERS["written-why"]


def test_a_file_without_any_ids_is_read_by_its_texts() -> None:
    result = complete([{k: v for k, v in c.items() if k in ("cell_type", "source")} for c in solved()])
    assert [c.id for c in result.notebook.cells] == [c.id for c in LESSON.cells]


def test_two_cells_that_swap_places_come_back() -> None:
    cells = solved()
    a, b = at(cells, "text-first"), at(cells, "first")
    cells[a], cells[b] = cells[b], cells[a]
    assert [c.id for c in complete(cells).notebook.cells] == [c.id for c in LESSON.cells]


# ---------------------------------------------------------------- written answers


def written(edit: Callable[[Cells], None]) -> Canonical:
    """The result for a student who left the written answer's own cell as it was."""
    cells = solved()
    cells[at(cells, "written-why")]["source"] = "YOUR ANSWER HERE"
    edit(cells)
    return aligned(cells)


@pytest.mark.parametrize("after", ["test-second", "text-why", "written-why", "text-end"])
@pytest.mark.parametrize(
    "cell", [own("It is so.", "markdown"), own("It is so."), own("# It is so."), own('"It is so."')]
)
def test_a_written_answer_in_another_cell_is_found(after: str, cell: dict[str, Any]) -> None:
    result = written(lambda cells: cells.insert(at(cells, after) + 1, cell))
    assert "It is so." in texts(result)["written-why"]
    assert any("written answer 'written-why' was not filled in" in flag for flag in result.flags)


@pytest.mark.parametrize("name", ["text-why", "text-end"])
def test_a_written_answer_in_the_questions_own_cell_is_found(name: str) -> None:
    def edit(cells: Cells) -> None:
        cells[at(cells, name)]["source"] += "\n\nIt is so."

    result = written(edit)
    assert texts(result)["written-why"] == "\nIt is so." or texts(result)["written-why"] == "It is so."
    assert texts(result)[name] == next(c.source for c in LESSON.cells if c.id == name)


def test_a_missing_written_cell_is_put_back_with_what_stands_in_its_place() -> None:
    def edit(cells: Cells) -> None:
        cells[at(cells, "written-why")] = own("It is so.", "markdown")

    assert texts(written(edit))["written-why"] == "It is so."


def test_code_and_notes_elsewhere_are_no_written_answer() -> None:
    def edit(cells: Cells) -> None:
        cells.append(own("print(first)"))
        cells.insert(2, own("A note.", "markdown"))

    assert texts(written(edit))["written-why"] == "YOUR ANSWER HERE"


def test_what_was_written_into_the_lessons_text_stays_as_a_cell_of_the_students_own() -> None:
    cells = solved()
    cells[at(cells, "text-second")]["source"] += " about thirty"
    result = complete(cells)
    assert texts(result)["text-second"] == "Write second().\n\n*My guess:*"
    after = result.notebook.cells[[c.id for c in result.notebook.cells].index("text-second") + 1]
    assert after.source == "*My guess:* about thirty" and after.id in result.student_cells


# ---------------------------------------------------------------- any of them, one after the other


@st.composite
def edited(draw: st.DrawFn) -> Cells:
    """A good notebook after up to six edits of the kinds above."""
    cells = solved()
    for number in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(cells) - 1))
        to = draw(st.integers(0, len(cells)))
        cell, new_id = cells[place], draw(st.booleans())
        what = draw(
            st.sampled_from(["helper", "stub", "scratch", "rewritten", "split", "move", "strip", "note"])
        )
        if what == "helper":
            user = draw(st.sampled_from(["first", "second"]))
            before = draw(st.integers(0, at(cells, user)))
            cells[at(cells, user)]["source"] += f" + 0 * help{number}"
            cells.insert(before, own(f"help{number} = {draw(st.sampled_from(['1', 'base', 'first']))}"))
        elif what == "stub":
            name = draw(st.sampled_from(list(ANSWERS)))
            cells.insert(to, copied(LESSON.cells[at(LESSON.cells, name)], new_id=new_id))
        elif what == "scratch":
            cells.append(copied(cell, f"scratch{number} = 1", new_id) | {"cell_type": "code"})
        elif what == "rewritten":
            cells.insert(to, copied(cell, f"again{number} = {number}", new_id) | {"cell_type": "code"})
        elif what == "split" and cell["id"] in ("first", "second"):
            part = f"part{number} = {number}"
            cells.insert(place, copied(cell, part, new_id))
            cells[place + 1]["source"] += f" + 0 * part{number}"
        elif what == "move":
            block = cells[place : place + draw(st.integers(1, 3))]
            del cells[place : place + len(block)]
            cells[min(to, len(cells)) : 0] = block
        elif what == "strip":
            cell["metadata"] = {}
        elif what == "note":
            cells.insert(to, own(f"note {number}", "markdown"))
    return cells


@given(edited())
@settings(MANY, max_examples=300)
def test_what_restart_and_run_all_gives_is_what_the_student_gets(cells: Cells) -> None:
    result = aligned(cells)
    assert run(cells) <= run(result.notebook.cells)


@given(edited())
@settings(MANY)
def test_nothing_that_a_student_wrote_vanishes(cells: Cells) -> None:
    result = aligned(cells)
    theirs = "\n".join(c.source for c in result.notebook.cells if c.id in result.student_cells)
    lessons = {line.strip() for c in LESSON.cells for line in c.source.split("\n")}
    flagged = any("was changed; put back" in flag for flag in result.flags)
    for cell in cells:
        for line in cell["source"].split("\n"):
            assert line in theirs or line.strip() in lessons or flagged, (line, result.flags)


@given(edited())
@settings(MANY)
def test_the_lessons_cells_are_there_once_and_as_released(cells: Cells) -> None:
    result = aligned(cells)
    by_id = {c.id: c for c in LESSON.cells}
    kept = [c for c in result.notebook.cells if c.id in by_id]
    assert sorted(c.id for c in kept) == sorted(by_id)
    assert all(c == by_id[c.id] for c in kept if c.id not in ANSWERS)
    assert len({c.id for c in result.notebook.cells}) == len(result.notebook.cells)
    ids = [c.id for c in result.notebook.cells]
    assert all(ids.index(name) < ids.index(f"test-{name}") for name in ("first", "second"))
