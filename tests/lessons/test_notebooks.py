"""The course's own notebooks: their rules, that lessons/ is fresh, that an untouched lesson fails honestly.

nbval, which runs every notebook of solutions/ and compares the outputs, is pytest's own run over that folder
(see addopts and testpaths in pyproject.toml, and conftest.py); here is a test that it notices a change.
"""

from __future__ import annotations

import ast
import copy
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from support import small_lesson
from support.places import COURSE, ROOT
from support.small_lesson import check, given, student, text

from autograder.author import release, rules
from autograder.compare.exercises import exercises_of
from autograder.course.cells import Kind, kind, label
from autograder.course.lesson import read_lesson
from autograder.key import Exercise, Value

LESSONS = COURSE.lesson_names()


def read(path: Path) -> NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def test_there_are_lessons():
    assert LESSONS


# Rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_keeps_the_rule(lesson, rule):
    broken = list(rule(read(COURSE.source(lesson))))
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_student_cell_has_checks_and_records(lesson):
    known = read_lesson(COURSE, lesson)
    assert list(rules.key_fits(known.source, exercises_of(known))) == []


PYTHON = sorted([*ROOT.glob("autograder/compare/checks/*.py"), *COURSE.solutions.glob("*/key.py")])


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_checks_and_keys_use_nothing_private(path):
    assert list(rules.private_names(path.read_text(encoding="utf-8"), own=("self", "cls"))) == []


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_message_of_checks_and_keys_is_cut_off(path):
    assert list(rules.cut_off_sentences(path.read_text(encoding="utf-8"))) == []


def test_a_message_that_is_cut_off_is_caught():
    function = (
        'def f(x):\n    "What it does."\n    if x:\n        says = "Pass it on to "\n        "compile."\n'
    )
    assert list(rules.cut_off_sentences(function)) == ["line 5: 'compile.' says nothing to anybody"]


def test_a_key_that_does_not_fit_its_notebook_is_caught():
    made = good()
    fitting = [Exercise(name, name, [Value(name)]) for name in "abcdefgh"]
    assert list(rules.key_fits(made, fitting)) == []
    assert "the notebook's exercises are" in next(rules.key_fits(made, fitting[1:]))
    fitting[0] = Exercise("a", "a", [])
    fitting[1] = Exercise("b", "b", [Value("x")])
    assert list(rules.key_fits(made, fitting)) == [
        "a: the key has no check for it",
        "b: the key checks 'x', which its test cell does not record",
    ]


ALT = "The loss falls from 2.3 to 0.1 within five epochs, then stays."


def good() -> NotebookNode:
    """A source notebook that keeps every rule."""
    opening = text("text-opening", small_lesson.OPENING)
    figure = given("given-figure", "display(figure)")
    figure.outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": {"alt": ALT}})
    ]
    cells = [opening, given(), figure, text("text-figure", "The loss falls from 2.3 to 0.1.")]
    for name, points in zip("abcdefgh", [12.5] * 8, strict=True):
        cells += [
            text(f"text-{name}", "Compute it.\n\n<details><summary>Hint</summary>Sum.</details>"),
            student(name, f"### BEGIN SOLUTION\n{name} = sum([1, 2])\n### END SOLUTION"),
            check(
                f"test-{name}",
                f"### BEGIN HIDDEN TESTS\nimport _record\n_record.value('{name}', lambda: {name})\n"
                f"### END HIDDEN TESTS\nassert {name} == 3, 'sum, not product'",
                points,
            ),
        ]
    made = small_lesson.notebook(*cells)
    for count, cell in enumerate((c for c in made.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
    return made


def cell_of(made: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in made.cells if cell.id == name)


def replaced(name: str, old: str, new: str):
    """A change: in the cell's text, `old` becomes `new`."""

    def change(made):
        cell = cell_of(made, name)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def printed(name: str, output: NotebookNode):
    return lambda made: cell_of(made, name).outputs.append(output)


def tagged(name: str, *tags: str, **metadata: str):
    return lambda made: cell_of(made, name).metadata.update({"tags": list(tags), **metadata})


def figure_metadata(metadata: dict):
    return lambda made: cell_of(made, "given-figure").outputs[0].update(metadata=metadata)


def removed(name: str):
    return lambda made: made.cells.remove(cell_of(made, name))


STDERR = nbformat.v4.new_output("stream", name="stderr", text="a warning")
ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])

BROKEN = [
    (rules.fit_for_release, removed("test-a"), "cell 6 (a): the student cell has no test cell"),
    (
        rules.fit_for_release,
        lambda m: cell_of(m, "test-a").metadata.nbgrader.update(points=2.5),
        "worth 90 points",
    ),
    (rules.fit_for_release, lambda m: cell_of(m, "text-a").update(id="1a2b3c4d"), "readable"),
    (rules.ids_agree, lambda m: cell_of(m, "a").update(id="other"), "its id is 'other', its grade_id 'a'"),
    (rules.opening_is_complete, replaced("text-opening", "10 minutes", "10 hours"), "no time"),
    (rules.opening_is_complete, replaced("text-opening", "Afterwards you can", "We"), "afterwards"),
    (rules.opening_is_complete, replaced("text-opening", "You need", "A user of"), "what one needs"),
    (rules.enough_exercises, lambda m: [removed("a")(m), removed("test-a")(m)], "7 exercises"),
    (rules.enough_exercises, removed("text-b"), "(b): no prompt"),
    (rules.enough_exercises, replaced("text-b", "details", "div"), "(b): no hint"),
    (rules.hidden_tests_first, replaced("test-a", "### BEGIN", "print(1)\n### BEGIN"), "do not come first"),
    (
        rules.hidden_tests_first,
        replaced("test-a", "import _record\n", ""),
        "do not begin with `import _record`",
    ),
    (rules.hidden_tests_first, replaced("test-a", "import _record", "import _record, os"), "do not begin"),
    (
        rules.hidden_tests_first,
        replaced("test-a", "### END", "assert a == 3\n### END"),
        "besides recording: assert",
    ),
    (
        rules.hidden_tests_first,
        replaced("test-a", "### END", "_record.model('a', lambda: a)\n### END"),
        "'a' is recorded",
    ),
    (
        rules.hidden_tests_first,
        replaced("test-a", "_record.value('a', lambda: a)\n", ""),
        "record nothing",
    ),
    (
        rules.hidden_tests_first,
        replaced("test-a", "assert a == 3, 'sum, not product'", ""),
        "no visible assertion",
    ),
    (
        rules.functions_are_recorded_by_name,
        replaced("test-a", "### END", "_record.function('f', lambda: lambda x: f(x))\n### END"),
        "functools.partial, not by a lambda of a lambda",
    ),
    (
        rules.functions_are_recorded_by_name,
        replaced("test-a", "### END", "_record.function('f', get=lambda: (lambda: f))\n### END"),
        "(test-a): _record.function('f'",
    ),
    (
        rules.no_private_names,
        replaced("given-things", "print", "print(model._losses)\nprint"),
        "attribute '_losses'",
    ),
    (rules.no_private_names, replaced("test-a", "lambda: a", "lambda: a._x"), "attribute '_x'"),
    (
        rules.no_private_names,
        replaced("given-things", "print", "from keras.src import ops\nprint"),
        "keras.src.ops",
    ),
    (
        rules.no_private_names,
        replaced("given-things", "print", "import tensorflow.python.ops\nprint"),
        "from inside",
    ),
    (rules.pictures_say_what_they_show, figure_metadata({}), "without alt text"),
    (
        rules.pictures_say_what_they_show,
        figure_metadata({"image/png": {"alt": "loss curve"}}),
        "'loss curve'",
    ),
    (rules.pictures_say_what_they_show, replaced("text-a", "Compute", "![](a.png) Compute"), "in the text"),
    (
        rules.pictures_say_what_they_show,
        lambda m: m.cells.insert(3, given("given-next")),
        "no Markdown after the picture",
    ),
    (rules.was_run, lambda m: cell_of(m, "b").update(execution_count=None), "(b): it was run as number None"),
    (rules.was_run, lambda m: cell_of(m, "b").update(execution_count=40), "(b): it was run as number 40"),
    (
        rules.check_cells_are_quiet,
        printed("test-a", STDERR),
        "(test-a): a check cell writes to stderr: a warning",
    ),
    (rules.check_cells_are_quiet, printed("given-things", ERROR), "(given-things): it raised ValueError"),
    (
        rules.uncompared_outputs_have_a_reason,
        tagged("given-things", "nbval-ignore-output"),
        "without a reason",
    ),
    (
        rules.uncompared_outputs_have_a_reason,
        tagged("a", "nbval-skip", nbval_reason="it is slow here"),
        "not be run",
    ),
    (rules.uncompared_outputs_have_a_reason, replaced("a", "###", "# NBVAL_IGNORE_OUTPUT\n###"), "use a tag"),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_accepts_a_good_lesson(rule):
    assert list(rule(good())) == []


@pytest.mark.parametrize(("rule", "change", "says"), BROKEN)
def test_rule_catches_a_broken_lesson(rule, change, says):
    made = copy.deepcopy(good())
    change(made)
    found = list(rule(made))
    assert any(says in one for one in found), found


@pytest.mark.parametrize(
    "get", ["lambda: f", "lambda: partial(try_step, f)", "lambda: (lambda g: lambda x: g(x, len))(f)"]
)
def test_a_function_that_is_looked_up_when_it_is_recorded_is_accepted(get):
    made = copy.deepcopy(good())
    replaced("test-a", "### END", f"_record.function('f', {get})\n### END")(made)
    assert list(rules.functions_are_recorded_by_name(made)) == []


def test_every_rule_is_seen_to_catch_something():
    assert {rule for rule, _, _ in BROKEN} == set(rules.RULES)


def test_a_reason_and_a_meant_error_are_accepted():
    made = good()
    tagged(
        "given-things",
        "nbval-ignore-output",
        "raises-exception",
        nbval_reason="times differ between machines",
    )(made)
    printed("given-things", ERROR)(made)
    assert list(rules.uncompared_outputs_have_a_reason(made)) == []
    assert list(rules.check_cells_are_quiet(made)) == []


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
    assert rules.defined(source) == expected


# lessons/ --------------------------------------------------------------------------------------------------


def test_lessons_are_what_a_release_writes():
    differences = release.differences(COURSE, LESSONS)
    said = "\n".join(str(d) for d in differences)
    assert not differences, f"\n{said}\nlessons/ is generated: edit solutions/ and run `autograder release`."


def unexpected_errors(executed: NotebookNode, source: NotebookNode) -> list[str]:
    """What is wrong with how an untouched lesson failed when it was executed.

    A student cell may only raise its own "not attempted" (or nothing, where that sits in a function's body).
    Another cell may only raise the NameError of a name that a student cell should have defined, or that a
    cell stopped by such an error should have; the "not attempted" of a student's function that it calls; and
    an error that it shows on purpose, with the tag raises-exception, in the source as well. Each check raises.
    """
    missing = rules.names_of_students(source)
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
                missing |= rules.defined(cell.source)
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
    lesson = nbformat.reads(release.released(small_lesson.source(source)).decode(), as_version=4)
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


# nbval -----------------------------------------------------------------------------------------------------


def nbval(folder: Path, cell_source: str, stored: str, **metadata) -> subprocess.CompletedProcess:
    """Run nbval, as this course does, over a solutions/ that holds one cell and its stored output."""
    cell = nbformat.v4.new_code_cell(cell_source, id="given-it", execution_count=1, metadata=metadata)
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=stored)]
    course = folder / "solutions" / "01-it"
    course.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), course / "01-it.ipynb")
    (folder / "conftest.py").write_text(
        (ROOT / "conftest.py")
        .read_text()
        .replace("Path(__file__).resolve().parent", f"Path({str(folder)!r})")
    )
    (folder / "tests").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "tests" / "sample.ipynb")
    (folder / "pytest.ini").write_text("[pytest]\n")
    options = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", *options, "tests", "solutions"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)


def test_nbval_runs_the_source_notebooks_and_no_others(tmp_path):
    run = nbval(tmp_path, "print(1 + 1)", "2\n")
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


def test_nbval_notices_an_output_that_changed(tmp_path):
    run = nbval(tmp_path, "print(1 + 1)", "3\n")
    assert run.returncode == 1
    assert "Cell outputs differ" in run.stdout


def test_nbval_reports_the_seconds_of_each_lesson(tmp_path):
    run = nbval(tmp_path, "import time; time.sleep(0.3); print(2)", "2\n")
    assert run.returncode == 0, run.stdout
    assert re.search(r"01-it +\d+\.\d s in 1 cells, the slowest \d+\.\d s \(Cell 0\)", run.stdout), run.stdout


def test_a_cell_far_too_slow_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAINING_LAB_CELL_BOUND", "0.1")
    run = nbval(tmp_path, "import time; time.sleep(0.3); print(2)", "2\n")
    assert run.returncode == 1, run.stdout
    assert "far more than the 20 s that a cell may take" in run.stdout


def test_nbval_finds_the_recorder_and_it_is_silent(tmp_path):
    run = nbval(tmp_path, "import _record\n_record.value('x', lambda: 1)\nprint(2)", "2\n")
    assert run.returncode == 0, run.stdout
