"""A corrected lesson comes into a student's notebook, and every word of theirs stays."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode, v4
from support import small_lesson
from support.small_lesson import TEST, check, given, graded, student, text

from autograder.course.lesson import released
from autograder.errors import CourseError
from autograder.intake.reading import Unreadable
from autograder.intake.update import KEPT, Changes, Updated, update

ANSWER = "number_of_things = len(things)  # mine"
PRINTED = v4.new_output("stream", name="stdout", text="2\n")
WRITTEN = "Because I counted. ![shot](attachment:shot.png)"


def lesson(change: Callable[[list[NotebookNode]], Any] = lambda cells: None) -> bytes:
    """The small lesson as students get it, after `change(cells of its source)`."""
    notebook = small_lesson.notebook()
    change(notebook.cells)
    small_lesson.number(notebook.cells)
    return released(small_lesson.source(notebook))


def worked(change: Callable[[NotebookNode], Any] = lambda notebook: None) -> bytes:
    """The small lesson with a student's work in it, after `change(notebook)`."""
    notebook = nbformat.reads(lesson().decode(), as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    cells["count"].source, cells["count"].outputs = ANSWER, [PRINTED]
    cells["given-things"].outputs, cells["given-things"].execution_count = [PRINTED], 7
    cells["written-why"].source = WRITTEN
    cells["written-why"].attachments = {"shot.png": {"image/png": "AAAA"}}
    notebook.cells.insert(2, v4.new_code_cell("scratch = 1", id="scratch", outputs=[PRINTED]))
    notebook.cells.append(v4.new_markdown_cell("My notes.", id="notes"))
    change(notebook)
    return f"{json.dumps(notebook)}\n".encode()  # as it is: nbformat would mend some


def cells_of(made: Updated) -> list[NotebookNode]:
    notebook = nbformat.reads(made.notebook.decode(), as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


def named(made: Updated) -> dict[str, NotebookNode]:
    return {cell.id: cell for cell in cells_of(made)}


def test_the_same_lesson_changes_not_a_byte() -> None:
    made = update(worked(), lesson())
    assert made.notebook == worked()
    assert made.changes == Changes(answers=2, own=2)


def test_answers_outputs_pictures_and_own_cells_stay() -> None:
    def corrected(cells: list[NotebookNode]) -> None:
        cells[1].source = 'things = ["sun", "moon"]  # two of them'
        cells[2].source = "Now count, please."

    made = update(worked(), lesson(corrected))
    cells = named(made)
    assert [c.id for c in cells_of(made)] == [
        *(
            "text-opening",
            "given-things",
            "scratch",
            "text-count",
            "count",
            "test-count",
            "written-why",
            "notes",
        )
    ]
    assert (cells["count"].source, cells["count"].outputs) == (ANSWER, [PRINTED])
    assert (cells["scratch"].source, cells["scratch"].outputs) == ("scratch = 1", [PRINTED])
    assert cells["written-why"].source == WRITTEN
    assert cells["written-why"].attachments == {"shot.png": {"image/png": "AAAA"}}
    assert cells["text-count"].source == "Now count, please."
    # What stands below code that is another one now is no longer true.
    assert cells["given-things"].source.endswith("# two of them") and not cells["given-things"].outputs
    assert made.changes == Changes(changed=("given-things", "text-count"), answers=2, own=2)
    again = update(made.notebook, lesson(corrected))
    assert (again.notebook, again.changes) == (made.notebook, Changes(answers=2, own=2))


def test_an_unchanged_locked_cell_keeps_what_it_printed() -> None:
    made = update(worked(), lesson(lambda cells: cells.pop(2)))
    assert named(made)["given-things"].outputs == [PRINTED]
    assert named(made)["given-things"].execution_count == 7
    assert made.changes.gone == ("text-count",)


def test_a_locked_cell_that_was_changed_is_put_back_and_kept() -> None:
    mine = 'things = ["sun"] * 9'

    def edit(notebook: NotebookNode) -> None:
        notebook.cells[1].source = mine

    made = update(worked(edit), lesson())
    place = next(i for i, cell in enumerate(cells_of(made)) if cell.id == "given-things")
    back, kept = cells_of(made)[place : place + 2]
    assert back.source == 'things = ["sun", "moon"]\nprint(len(things[0]))'
    assert (kept.cell_type, kept.source) == ("raw", f"{KEPT.format('given-things')}\n\n{mine}")
    assert made.changes.edited == ("given-things",)
    assert update(made.notebook, lesson()).notebook == made.notebook


def test_notes_in_a_text_of_the_lessons_stay_below_it() -> None:
    def edit(notebook: NotebookNode) -> None:
        notebook.cells[3].source += "\n\nI use my fingers."

    def corrected(cells: list[NotebookNode]) -> None:
        cells[2].source += "\n\nTake your time."

    made = update(worked(edit), lesson(corrected))
    texts = [cell.source for cell in cells_of(made)]
    place = next(i for i, said in enumerate(texts) if said.endswith("Take your time."))
    assert texts[place + 1].strip() == "I use my fingers."


def test_a_stub_that_is_another_one_now_is_fresh_where_nothing_was_answered() -> None:
    def corrected(cells: list[NotebookNode]) -> None:
        cells[3].source = f"# Use len.\n{cells[3].source}"

    made = update(lesson(), lesson(corrected))
    assert made.notebook == f"{nbformat.writes(nbformat.reads(lesson(corrected), 4))}\n".encode()
    assert made.changes == Changes(changed=("count",))
    kept = update(worked(), lesson(corrected))
    assert named(kept)["count"].source == ANSWER
    assert kept.changes.changed == ("count",)


def test_an_old_stub_beside_an_answer_is_not_taken_for_it() -> None:
    def twice(notebook: NotebookNode) -> None:
        stub = next(c for c in nbformat.reads(lesson().decode(), 4).cells if c.id == "count")
        notebook.cells.insert(-2, copy.deepcopy(stub) | {"id": "count-copy"})

    def corrected(cells: list[NotebookNode]) -> None:
        cells[3].source = f"# Use len.\n{cells[3].source}"

    made = update(worked(twice), lesson(corrected))
    assert [c.source for c in cells_of(made) if "YOUR CODE HERE" in c.source] == []
    assert named(made)["count"].source == ANSWER


def test_a_new_exercise_takes_nothing_of_the_students() -> None:
    def corrected(cells: list[NotebookNode]) -> None:
        cells[2:2] = [text("text-new", "Name them."), student("names"), check("test-names", points=50)]
        next(c for c in cells if c.id == "test-count").metadata.nbgrader.points = 50

    made = update(worked(), lesson(corrected))
    ids = [cell.id for cell in cells_of(made)]
    assert ids[1:7] == ["given-things", "scratch", "text-new", "names", "test-names", "text-count"]
    assert "YOUR CODE HERE" in named(made)["names"].source
    assert made.changes.added == ("text-new", "names", "test-names")


def test_an_answer_to_an_exercise_that_is_gone_stays_as_an_own_cell() -> None:
    def corrected(cells: list[NotebookNode]) -> None:
        cells[3:5] = [student("size"), check("test-size", f"{TEST}  # new")]

    made = update(worked(), lesson(corrected))
    kept = named(made)["count"]
    assert (kept.source, kept.outputs, dict(kept.metadata)) == (ANSWER, [PRINTED], {})
    assert made.changes.gone == ("count", "test-count")
    assert made.changes.added == ("size", "test-size")
    assert [cell.id for cell in cells_of(made)][3:6] == ["text-count", "count", "size"]


def test_an_answer_that_lost_its_metadata_is_found_by_its_place() -> None:
    def lose(notebook: NotebookNode) -> None:
        (place,) = (i for i, cell in enumerate(notebook.cells) if cell.id == "count")
        notebook.cells[place] = v4.new_code_cell(ANSWER, id="other")

    made = update(worked(lose), lesson(lambda cells: cells[2].update(source="Count.")))
    assert named(made)["count"].source == ANSWER
    assert [cell.source for cell in cells_of(made)].count(ANSWER) == 1


def test_the_students_kernel_and_folding_stay() -> None:
    def edit(notebook: NotebookNode) -> None:
        notebook.metadata["kernelspec"]["name"] = "conda-my-env"
        notebook.metadata["widgets"] = {"state": {}}
        notebook.cells[1].metadata["collapsed"] = True

    made = update(worked(edit), lesson(lambda cells: cells[1].update(source="things = [1, 2]")))
    notebook = nbformat.reads(made.notebook.decode(), 4)
    assert notebook.metadata["kernelspec"]["name"] == "conda-my-env"
    assert notebook.metadata["widgets"] == {"state": {}}
    assert notebook.cells[1].metadata["collapsed"] is True


def test_ids_are_one_for_each_cell() -> None:
    def same_ids(notebook: NotebookNode) -> None:
        notebook.cells[2].id = "count"  # a copy of a cell, rewritten: some programs keep its id
        notebook.cells.append(v4.new_code_cell("more = 1", id="text-count"))

    made = update(worked(same_ids), lesson(lambda cells: cells[1].update(source="things = [1, 2]")))
    ids = [cell.id for cell in cells_of(made)]
    assert len(ids) == len(set(ids))
    assert {"scratch = 1", "more = 1", ANSWER} <= {cell.source for cell in cells_of(made)}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: b"{" + data,
        lambda data: data.replace(b'"nbformat": 4', b'"nbformat": 9'),
        lambda data: _with_cell(data, {"cell_type": "movie", "source": "mine"}),
        lambda data: _with_cell(data, {"cell_type": "code", "source": 5}),
        lambda data: _with_cell(data, {"cell_type": "code", "source": "x" * 300_000}),
        lambda data: _with_cell(data, {"cell_type": "code", "source": "x", "metadata": None}),
    ],
)
def test_a_notebook_that_cannot_be_kept_whole_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Unreadable):
        update(change(worked()), lesson())


def _with_cell(data: bytes, cell: dict[str, Any]) -> bytes:
    notebook = json.loads(data)
    notebook["cells"].append(cell)
    return json.dumps(notebook).encode()


@pytest.mark.parametrize("nbgrader", [5, None, [], {"grade_id": 5}, {"grade_id": ["count"]}])
def test_metadata_that_means_nothing_costs_no_word(nbgrader: Any) -> None:
    cell = {"cell_type": "code", "source": "mine = 1", "metadata": {"nbgrader": nbgrader}, "outputs": []}
    made = update(_with_cell(worked(), cell | {"execution_count": None, "id": "odd"}), lesson())
    assert named(made)["odd"].source == "mine = 1"


def test_a_broken_lesson_is_said_to_be_the_bundles_fault() -> None:
    with pytest.raises(CourseError, match="new bundle is broken"):
        update(worked(), b"{")


def test_an_old_notebook_format_is_read() -> None:
    cell = {"cell_type": "code", "input": ANSWER, "language": "python", "outputs": [], "collapsed": False}
    cell["metadata"] = {"nbgrader": graded("code", "count", "", "solution").metadata["nbgrader"]}
    sheet = {"cells": [cell, {"cell_type": "heading", "level": 1, "source": "Mine", "metadata": {}}]}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [sheet]}
    made = update(json.dumps(old).encode(), lesson())
    assert named(made)["count"].source == ANSWER
    assert "# Mine" in {cell.source for cell in cells_of(made)}


def test_a_copy_of_the_lessons_code_stays_code() -> None:
    """The student put it there to be run a second time."""

    def copied(notebook: NotebookNode) -> None:
        again = copy.deepcopy(next(c for c in notebook.cells if c.id == "given-things"))
        notebook.cells.insert(-1, again | {"id": "again"})

    made = update(worked(copied), lesson(lambda cells: cells[2].update(source="Count.")))
    again = named(made)["again"]
    assert again.source == given().source and "nbgrader" not in again.metadata
