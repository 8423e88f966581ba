"""Releasing: what is gone, what is kept, that it is the same everywhere, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from support import small_lesson
from support.places import ROOT
from support.small_lesson import LESSON, check, given, student, text

from autograder.author import release
from autograder.course import preprocessors
from autograder.course.folders import Course
from autograder.course.lesson import released
from autograder.course.source import opening
from autograder.errors import CourseError


def lesson(made=None):
    """The released small lesson, read."""
    return nbformat.reads(released(small_lesson.source(made), LESSON).decode(), as_version=4)


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def test_solution_hidden_tests_model_answer_and_outputs_are_gone():
    written = released(small_lesson.source()).decode()
    for secret in ("sum(1", "BEGIN", "END SOLUTION", "_record", "the sun and the moon", "3\\n", "somebody"):
        assert secret not in written
    cells = by_id(lesson())
    assert cells["given-things"].outputs == []
    assert cells["given-things"].execution_count is None


def test_student_sees_starter_code_stub_and_visible_assertions():
    cells = by_id(lesson())
    assert cells["count"].source == (
        '# Count the things in `things`.\n# YOUR CODE HERE\nraise NotImplementedError("not attempted yet")'
    )
    assert cells["test-count"].source.startswith("assert number_of_things == 2")
    assert cells["written-why"].source == "YOUR ANSWER HERE"
    assert "Ωμέγα, 中文 and é" in cells["text-count"].source


def test_stub_is_indented_as_the_solution_was():
    source = (
        "def count(things):\n    ### BEGIN SOLUTION\n    return len(list(things)) + 0\n    ### END SOLUTION"
    )
    cells = by_id(lesson(small_lesson.notebook(student(source=source), check())))
    assert cells["count"].source == (
        'def count(things):\n    # YOUR CODE HERE\n    raise NotImplementedError("not attempted yet")'
    )


def test_cells_are_locked_as_their_kind_asks():
    cells = by_id(lesson())
    assert cells["given-things"].metadata.editable is False
    assert cells["test-count"].metadata.editable is False
    assert "editable" not in cells["count"].metadata
    assert all(
        cells[name].metadata.deletable is False
        for name in ("given-things", "test-count", "count", "written-why")
    )
    assert "nbgrader" not in cells["text-opening"].metadata


def test_metadata_is_reduced_and_checksums_fit_what_students_get():
    from nbgrader.utils import compute_checksum

    made = small_lesson.notebook()
    made.cells[1].metadata |= {"collapsed": True, "execution": {"iopub.status.busy": "2025"}, "trusted": True}
    made.cells[1].metadata["tags"] = ["nbval-ignore-output", "hide-input"]
    made.cells[2].metadata["tags"] = ["nbval-skip"]
    notebook = lesson(made)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.cells[1].metadata.tags == ["hide-input"]
    assert set(notebook.cells[1].metadata) == {"nbgrader", "tags", "editable", "deletable"}
    assert set(notebook.cells[2].metadata) == {"training_lab"}
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)


def test_a_folded_cell_is_one_click_from_its_code():
    made = small_lesson.notebook()
    made.cells[1].metadata["tags"] = ["folded", "skip-in-grading"]
    (folded,) = (cell for cell in lesson(made).cells if cell.id == "given-things")
    assert folded.metadata.jupyter == {"source_hidden": True}
    assert folded.metadata.tags == ["skip-in-grading"]


def test_hints_of_a_check_are_released_and_of_nothing_else():
    hints = ["Count.", "Which function counts?", "`len(…)`"]
    made = small_lesson.notebook(given(), student(), check())
    for cell in made.cells:
        cell.metadata["training_lab"] = {"hints": hints, "note": "for authors"}
    cells = by_id(lesson(made))
    assert cells["test-count"].metadata["training_lab"] == {"hints": hints}
    assert not any("training_lab" in cells[name].metadata for name in ("given-things", "count"))


def test_bytes_do_not_depend_on_spelling_order_or_run():
    source = small_lesson.source()
    shuffled = json.dumps(dict(reversed(json.loads(source).items())), ensure_ascii=True).encode()
    assert released(source) == released(source) == released(shuffled)
    assert released(source).endswith(b"}\n")
    assert b"\\u" not in released(source)


def test_bytes_are_the_same_in_another_process_locale_and_hash_seed(tmp_path):
    small = tmp_path / "source.ipynb"
    small.write_bytes(small_lesson.source())
    program = (
        "import sys; from autograder.course.lesson import released;"
        "sys.stdout.buffer.write(released(open(sys.argv[1], 'rb').read()))"
    )
    env = os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program, small], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    assert run.stdout == released(small_lesson.source())


def test_a_released_lesson_is_no_source():
    """Releasing the wrong file is noticed: its student cells hold no reference."""
    with pytest.raises(CourseError, match="BEGIN SOLUTION"):
        released(released(small_lesson.source()))


# What is refused -------------------------------------------------------------------------------------------


def broken(change):
    """The small notebook after `change(cells by id, notebook)`."""
    made = small_lesson.notebook()
    change(by_id(made), made)
    return made


def set_source(name, old, new):
    def change(cells, _):
        assert old in cells[name].source
        cells[name].source = cells[name].source.replace(old, new)

    return change


def set_meta(name, **values):
    return lambda cells, _: cells[name].metadata.nbgrader.update(values)


def drop(name):
    def change(cells, made):
        made.cells.remove(cells[name])

    return change


def add(*cells):
    return lambda _, made: made.cells.extend(cells)


REFUSED = {
    "missing end": (
        set_source("count", "### END SOLUTION", ""),
        r"cell 4 \(count\): BEGIN SOLUTION has no END",
    ),
    "missing begin": (set_source("count", "### BEGIN SOLUTION", ""), r"\(count\): END SOLUTION has no BEGIN"),
    "nested": (set_source("count", "###", "### BEGIN SOLUTION\n###"), r"\(count\): a second BEGIN SOLUTION"),
    "no region": (
        set_source("count", small_lesson.STUDENT, "x = 1"),
        r"\(count\): a student cell without a BEGIN SOL",
    ),
    "empty region": (
        set_source("count", "number_of_things = sum(1 for thing in things)\n", ""),
        r"\(count\).*empty",
    ),
    "no record": (
        set_source("test-count", small_lesson.TEST, "assert True"),
        r"\(test-count\).*HIDDEN TESTS",
    ),
    "hidden tests unclosed": (
        set_source("test-count", "### END HIDDEN TESTS", ""),
        r"has no END HIDDEN TESTS",
    ),
    "solution in given": (
        set_source("given-things", "things =", "# BEGIN SOLUTION\n# END SOLUTION\nthings ="),
        "given",
    ),
    "mark scheme": (
        set_source("written-why", "Because", "# BEGIN MARK SCHEME\n# END MARK SCHEME"),
        "grading key",
    ),
    "solution in text": (
        set_source("text-count", "Now", "### BEGIN SOLUTION\n### END SOLUTION"),
        "a text cell holds",
    ),
    "autotest": (set_source("test-count", "assert", "### AUTOTEST x\nassert"), "AUTOTEST"),
    "no test cell": (drop("test-count"), r"\(count\): the student cell has no test cell"),
    "no student cell": (drop("count"), r"\(test-count\): the test cell has no student cell 'count'"),
    "test before": (
        lambda cells, made: made.cells.insert(0, made.cells.pop(4)),
        "its test cell comes before it",
    ),
    "same grade_id": (set_meta("given-things", grade_id="test-count"), "'test-count' is used more than once"),
    "same id": (add(text("text-count", "again")), r"cell 7: the id 'text-count' is that of cell 3"),
    "random id": (lambda cells, _: cells["text-count"].update(id="3f2a9c1b"), "readable"),
    "letters by chance": (lambda cells, _: cells["text-count"].update(id="abcdefab"), "readable"),
    "plain code": (add(nbformat.v4.new_code_cell("1", id="loose")), r"neither a student cell"),
    "not locked": (set_meta("given-things", locked=False), r"neither a student cell"),
    "self graded": (set_meta("count", grade=True, points=1), r"neither a student cell"),
    "too few points": (set_meta("test-count", points=90), "90 points, not 100"),
    "no points": (set_meta("test-count", points=0), "worth no points"),
    "points in words": (set_meta("test-count", points="100"), "nbgrader metadata is not valid"),
    "old schema": (set_meta("count", schema_version=2), "nbgrader metadata is not valid: Outdated"),
    "bad name": (set_meta("count", grade_id="Count_It"), "not lower-case words"),
    "given without prefix": (set_meta("given-things", grade_id="things"), "starts with 'given-'"),
    "attachment": (
        lambda cells, _: cells["written-why"].update(attachments={"a.png": {"image/png": "AAAA"}}),
        "a picture is attached",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_unfit_source_is_refused_with_cell_and_remedy(name):
    change, says = REFUSED[name]
    with pytest.raises(CourseError, match=says) as refused:
        released(small_lesson.source(broken(change)), "solutions/01-small/01-small.ipynb")
    assert str(refused.value).startswith("solutions/01-small/01-small.ipynb, ")
    assert refused.value.remedy
    assert "\n" not in str(refused.value)


def raw(**changes):
    return json.dumps(json.loads(small_lesson.source()) | changes).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not a notebook"),
        (b"\xff\xfe{\x00", "is not a notebook"),
        (b"[]", "nbformat 4.5"),
        (raw(nbformat_minor=4), "nbformat 4.5"),
        (raw(nbformat=3), "nbformat 4.5"),
        (raw(cells=[{"cell_type": "markdown", "metadata": {}, "source": ""}]), "cell 1: the cell has no id"),
        (raw(cells=[{"cell_type": "poem", "id": "a", "metadata": {}, "source": ""}]), "not a valid notebook"),
        (raw(cells=7), "not a valid notebook"),
        (raw(cells=[7]), "cell 1"),
    ],
)
def test_what_is_no_notebook_is_refused(content, says):
    with pytest.raises(CourseError, match=says) as refused:
        released(content, "the file")
    assert "\n" not in str(refused.value)


def test_a_solution_shown_elsewhere_is_refused():
    shown = text("text-hint", "<details>\n\n    number_of_things = sum(1 for thing in things)\n</details>")
    made = small_lesson.notebook(given(), student(), check(), shown)
    with pytest.raises(CourseError, match=r"cell 4 \(text-hint\): a line of a solution is shown: number_of"):
        released(small_lesson.source(made))


def test_recorder_outside_hidden_tests_is_refused():
    made = small_lesson.notebook(
        student(), check(source=small_lesson.TEST + "\n_record.value('x', lambda: 1)")
    )
    with pytest.raises(CourseError, match=r"\(test-count\): a call of the recorder"):
        released(small_lesson.source(made))


def test_leaks_names_what_a_broken_release_would_show():
    """The last look does not rely on what was done before it."""
    found = "\n".join(preprocessors.leaks(small_lesson.notebook(), frozenset()))
    for part in ("BEGIN SOLUTION is left", "END HIDDEN TESTS is left", "an output is left", "the recorder"):
        assert part in found


# Folders ---------------------------------------------------------------------------------------------------


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_release_writes_lesson_files_and_index_but_no_key(tmp_path):
    course = small_lesson.course(tmp_path)
    (course.solutions / LESSON / "__pycache__").mkdir()
    (course.solutions / LESSON / "__pycache__" / "x.pyc").write_bytes(b"")
    written = release.release(course, [LESSON])
    assert set(tree(course.lessons)) == {"README.md", f"{LESSON}/{LESSON}.ipynb", f"{LESSON}/data/stars.csv"}
    assert set(written) == {course.lessons / name for name in tree(course.lessons)}
    assert release.release(course, [LESSON]) == []
    assert oct((course.lessons / "README.md").stat().st_mode & 0o777) == "0o644"


def test_check_names_what_differs_is_missing_or_left_over(tmp_path):
    course = small_lesson.course(tmp_path)
    assert len(release.differences(course, [LESSON])) == 3
    release.release(course, [LESSON])
    assert release.differences(course, [LESSON]) == []
    folder = course.lessons / LESSON
    (folder / f"{LESSON}.ipynb").write_text("edited by hand")
    (folder / "data" / "stars.csv").unlink()
    (folder / "old.csv").write_text("")
    (course.lessons / "02-gone").mkdir()
    (course.lessons / "02-gone" / "02-gone.ipynb").write_text("{}")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "a.ipynb").write_text("{}")
    found = {
        d.path.relative_to(course.lessons).as_posix(): d.what for d in release.differences(course, [LESSON])
    }
    assert found == {
        f"{LESSON}/{LESSON}.ipynb": "differs",
        f"{LESSON}/data/stars.csv": "missing",
        f"{LESSON}/old.csv": "left over",
        "02-gone/02-gone.ipynb": "left over",
    }


def test_one_bad_source_and_nothing_is_written(tmp_path):
    course = small_lesson.course(tmp_path)
    small_lesson.course(tmp_path, broken(drop("test-count")), "02-bad")
    with pytest.raises(CourseError, match=r"^solutions/02-bad/02-bad.ipynb, cell 4 \(count\)"):
        release.release(course, [LESSON, "02-bad"])
    assert tree(course.lessons) == {}


def test_a_second_notebook_in_a_lesson_is_refused(tmp_path):
    course = small_lesson.course(tmp_path)
    (course.solutions / LESSON / "answers.ipynb").write_bytes(small_lesson.source())
    with pytest.raises(CourseError, match=r"answers\.ipynb would not be cleared"):
        release.release(course, [LESSON])


def test_a_file_where_a_folder_should_be_is_one_clear_line(tmp_path):
    course = small_lesson.course(tmp_path)
    course.lessons.rmdir()
    course.lessons.write_text("not a folder")
    with pytest.raises(CourseError, match="Cannot write") as refused:
        release.release(course, [LESSON])
    assert "\n" not in str(refused.value)
    assert course.lessons.read_text() == "not a folder"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    target = tmp_path / "a.txt"
    release.write_atomically(target, b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release.os, "fsync", full)
    with pytest.raises(CourseError, match="No space left"):
        release.write_atomically(target, b"new")
    assert tree(tmp_path) == {"a.txt": b"old"}


def test_index_shows_title_question_and_minutes(tmp_path):
    course = small_lesson.course(tmp_path)
    index = release.index(course).decode()
    assert (
        f"| [How long is it?]({LESSON}/{LESSON}.ipynb) | how long is a list of two things? | 5–10 |" in index
    )
    assert "{{" not in index
    assert "Validate" in index


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("**The question.** You have it. What is it, and why?", "You have it. What is it, and why?"),
        ("**Question**: what is it?", "what is it?"),
        ("> *What is it?*", "What is it?"),
        ("Not this one.\n\nWhat is it?", "What is it?"),
    ],
)
def test_the_question_is_found_however_it_is_marked(line, question):
    made = small_lesson.notebook()
    made.cells[0].source = f"# Title\n\n{line}\n\n5 minutes"
    found = opening(made, "x")
    assert (found.title, found.question, found.minutes) == ("Title", question, "5")


@pytest.mark.parametrize(
    ("part", "missing"),
    [("# How long is it?", "title"), ("things?", "question"), ("5 to 10 minutes", "time")],
)
def test_an_opening_without_its_parts_is_refused(tmp_path, part, missing):
    made = small_lesson.notebook()
    assert part in made.cells[0].source
    made.cells[0].source = made.cells[0].source.replace(part, "")
    with pytest.raises(CourseError, match=f"the opening has no {missing}"):
        release.index(small_lesson.course(tmp_path, made))


# Stock nbgrader --------------------------------------------------------------------------------------------


def generate_assignment(course: Course, *arguments: str) -> subprocess.CompletedProcess:
    """Stock `nbgrader generate_assignment`, as a person would type it in the course's folder."""
    bin_folder = Path(sys.executable).parent
    env = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", *arguments]
    return subprocess.run(command, cwd=course.root, env=env, capture_output=True, text=True, timeout=120)


def test_stock_generate_assignment_writes_the_same_bytes(tmp_path):
    course = small_lesson.course(tmp_path)
    run = generate_assignment(course, LESSON)
    assert run.returncode == 0, run.stderr
    expected = {
        p.as_posix(): b for p, b in release.released_files(course, [LESSON]).items() if p != release.INDEX
    }
    assert tree(course.lessons) == expected


#: What Formgrader's button does, for each of several lessons: nbgrader is started once for them all.
GENERATE = """
import sys
from nbgrader.apps import NbGrader, NbGraderAPI

app = NbGrader()
app.load_config_file()
api = NbGraderAPI(config=app.config)
for lesson in sys.argv[1:]:
    done = api.generate_assignment(lesson)
    assert done["success"], done
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    """The folder of lessons that nbgrader itself makes of the course's own sources."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("classroom", "lessons"):
        (root / folder).mkdir()
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-c", GENERATE, *Course(root).lesson_names()]
    run = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return root / "lessons"


@pytest.mark.parametrize("lesson", Course(ROOT).lesson_names())
def test_stock_generate_assignment_writes_every_real_lesson_the_same(generated, lesson):
    assert tree(generated / lesson) == tree(ROOT / "lessons" / lesson)


def test_stock_generate_assignment_refuses_the_same_source(tmp_path):
    course = small_lesson.course(tmp_path, broken(set_meta("test-count", points=90)))
    run = generate_assignment(course, LESSON)
    assert run.returncode != 0
    assert "90 points, not 100" in run.stderr
    assert not (course.lessons / LESSON / f"{LESSON}.ipynb").exists()
