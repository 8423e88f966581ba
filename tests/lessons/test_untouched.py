"""An untouched lesson fails where an answer is missing, and nowhere else."""

from __future__ import annotations

import ast
import copy
import re
import symtable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from support import small_lesson
from support.places import COURSE, ROOT
from support.small_lesson import check, given, student

from autograder.author import rules
from autograder.course.cells import Kind, kind, label
from autograder.course.lesson import released

LESSONS = COURSE.lesson_names()


def read(path: Path) -> NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def defined(source: str) -> set[str]:
    """The names that a cell's text gives a value to: by assignment, import, def, class, for, with."""
    table = symtable.symtable(rules.python(source), "<cell>", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def names_of_students(notebook: NotebookNode) -> set[str]:
    """The names that the student cells of a source notebook define."""
    return {name for cell in notebook.cells if kind(cell) is Kind.STUDENT for name in defined(cell.source)}


def unexpected_errors(executed: NotebookNode, source: NotebookNode) -> list[str]:
    """What is wrong with how an untouched lesson failed when it was executed.

    A student cell may only raise its own "not attempted" (or nothing, where that sits in a function's body).
    Another cell may only raise the NameError of a name that a student cell should have defined, or that a
    cell stopped by such an error should have; the "not attempted" of a student's function that it calls; and
    an error that it shows on purpose, with the tag raises-exception, in the source as well. Each check raises.
    """
    missing = names_of_students(source)
    sources = {cell.id: cell for cell in source.cells}
    unfinished: set[str] = set()  # functions that exist, but raise when called
    found = []
    for index, cell in enumerate(executed.cells):
        if cell.cell_type != "code":
            continue
        where = label(cell, index)
        said = error_of(cell)
        not_attempted = said == "NotImplementedError: not attempted yet"
        if kind(cell) is Kind.STUDENT:
            stubs = functions_with_a_stub(cell.source)
            unfinished |= stubs
            if not not_attempted and not (stubs and not said):
                found.append(f"{where}: the untouched student cell raised {said or 'nothing'}")
        elif said:
            name = re.match(r"NameError: name '(\w+)' is not defined", said)
            calls = any(re.search(rf"\b{function}\b", cell.source) for function in unfinished)
            shown = "raises-exception" in cell.metadata.get("tags", []) and said == error_of(sources[cell.id])
            if (name and name[1] in missing) or (not_attempted and calls):
                missing |= defined(cell.source)
            elif not shown:
                found.append(f"{where}: raised {said}, which no student cell explains")
        elif kind(cell) is Kind.TEST:
            found.append(f"{where}: the check passes without an answer")
    return found


def error_of(cell: NotebookNode) -> str:
    """The error in a cell's outputs, as "Type: message"; "" if there is none."""
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    return f"{error.ename}: {error.evalue}" if error else ""


def functions_with_a_stub(source: str) -> set[str]:
    """The functions of an untouched student cell that can be defined, but only raise "not attempted"."""
    functions = [n for n in ast.walk(ast.parse(rules.python(source))) if isinstance(n, ast.FunctionDef)]
    return {f.name for f in functions if any("not attempted yet" in ast.unparse(n) for n in f.body)}


def executed(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """The notebook, run to its end in a fresh kernel, whatever its cells raise."""
    run = copy.deepcopy(notebook)
    NotebookClient(
        run,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return run


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_untouched_lesson_fails_only_where_an_answer_is_missing(lesson):
    path = COURSE.lessons / lesson / f"{lesson}.ipynb"
    run = executed(read(path), path.parent)
    found = unexpected_errors(run, read(COURSE.source(lesson)))
    assert not found, "\n" + "\n".join(found)


def untouched(*cells: NotebookNode) -> list[str]:
    """unexpected_errors() of a small lesson of these source cells."""
    source = small_lesson.notebook(*cells)
    lesson = nbformat.reads(released(small_lesson.source(source)).decode(), as_version=4)
    return unexpected_errors(executed(lesson, ROOT), source)


def test_an_untouched_lesson_that_fails_well_is_accepted():
    inside = student("f", "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION")
    meant = given("given-meant", "1 / 0")
    meant.metadata["tags"] = ["raises-exception"]
    meant.outputs = [
        nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])
    ]
    hidden = small_lesson.TEST.split("\n\n")[0].replace("number_of_things", "f")
    assert (
        untouched(
            given(),
            student(),
            check(points=50),
            inside,
            check("test-f", f"{hidden}\nassert f(1) == 2", 50),
            given("given-later", "later = number_of_things"),
            given("given-latest", "print(later)"),
            meant,
        )
        == []
    )


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([given("given-typo", "print(nmber)")], "(given-typo): raised NameError: name 'nmber'"),
        ([given("given-broken", "1 / 0")], "(given-broken): raised ZeroDivisionError"),
        (
            [given("given-stub", "raise NotImplementedError('not attempted yet')")],
            "(given-stub): raised NotImpl",
        ),
        ([given("given-unused", "twice = 2"), given("given-use", "twice + thrice")], "name 'thrice'"),
        ([given("given-late", "early"), given("given-early", "early = 1")], "(given-late): raised NameError"),
    ],
)
def test_an_untouched_lesson_that_fails_badly_is_caught(cells, says):
    found = untouched(given(), student(), check(), *cells)
    assert len(found) == 1
    assert says in found[0]


def test_a_check_that_an_untouched_lesson_passes_is_caught():
    hidden = small_lesson.TEST.split("\n\n")[0]
    found = untouched(given(), student(), check(source=f"{hidden}\nassert True"))
    assert found == ["cell 3 (test-count): the check passes without an answer"]


def test_a_student_cell_that_fails_before_its_stub_is_caught():
    early = student(source="total = undefined_name\n" + small_lesson.STUDENT)
    found = untouched(given(), early, check())
    assert found == [
        "cell 2 (count): the untouched student cell raised NameError: name 'undefined_name' is not defined"
    ]


def test_names_of_students_are_read_off_the_syntax():
    source = """%matplotlib inline
import numpy as np
a, (b, *c) = 1, (2, 3)
def f(inner): local = inner
class K: attribute = 1
for i in range(3): total = i
with open("x") as file: pass
print(seen)
d["key"] = 1
"""
    expected = {"np", "a", "b", "c", "f", "K", "i", "total", "file"}
    assert defined(source) == expected
