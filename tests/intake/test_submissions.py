"""What lies in a class's folder, found without following links."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.submissions import find_submissions

LESSON = "01-small"


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    (tmp_path / "submitted").mkdir()
    return Classroom(tmp_path)


def put(classroom: Classroom, student: str, name: str = f"{LESSON}.ipynb", content: bytes = b"{}") -> Path:
    path = classroom.submitted / student / LESSON / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def only(classroom: Classroom):
    (found,) = find_submissions(classroom, [LESSON])
    return found


def test_a_notebook_of_the_lessons_name_is_found(classroom: Classroom) -> None:
    path = put(classroom, "ada")
    found = only(classroom)
    assert (found.student, found.lesson, found.path, found.problem, found.flags) == (
        "ada",
        LESSON,
        path,
        "",
        (),
    )
    assert found.read() == b"{}"


@pytest.mark.parametrize("student", ["Ada Lovelace", "j.doe", "Zoë", "学生", "[x]", "=1+1", "a" * 200])
def test_student_ids_of_any_alphabet(classroom: Classroom, student: str) -> None:
    put(classroom, student)
    assert only(classroom).student == student


@pytest.mark.parametrize(
    "student", ['x";alert(1);"', "<img src=x>", "a'b", "a\\b", "a\x1b[31m", "a\nb", "a&b"]
)
def test_a_name_that_could_become_script_in_formgrader_is_refused(classroom: Classroom, student: str) -> None:
    put(classroom, student)
    assert only(classroom).path is None
    assert "folder has a name" in only(classroom).problem


def test_a_single_notebook_of_another_name_is_graded_and_flagged(classroom: Classroom) -> None:
    put(classroom, "ada", "copy (1).ipynb")
    assert only(classroom).path.name == "copy (1).ipynb"
    assert "handed in as 'copy (1).ipynb'" in only(classroom).flags[0]


def test_several_notebooks_without_the_right_name_are_a_problem(classroom: Classroom) -> None:
    put(classroom, "ada", "a.ipynb")
    put(classroom, "ada", "b.ipynb")
    assert only(classroom).path is None
    assert "several notebooks" in only(classroom).problem


def test_the_right_name_wins_over_others_and_is_flagged(classroom: Classroom) -> None:
    put(classroom, "ada", "a.ipynb")
    path = put(classroom, "ada")
    assert only(classroom).path == path
    assert "2 notebooks" in only(classroom).flags[0]


def test_a_student_without_the_lesson_handed_in_nothing(classroom: Classroom) -> None:
    (classroom.submitted / "ada").mkdir()
    assert (only(classroom).path, only(classroom).problem) == (None, "")


def test_an_empty_folder_is_a_problem_not_a_notebook(classroom: Classroom) -> None:
    (classroom.submitted / "ada" / LESSON).mkdir(parents=True)
    assert "no notebook" in only(classroom).problem


@pytest.mark.parametrize("what", ["student", "lesson", "notebook"])
def test_links_are_not_followed(classroom: Classroom, tmp_path: Path, what: str) -> None:
    secret = tmp_path / "elsewhere" / LESSON / f"{LESSON}.ipynb"
    secret.parent.mkdir(parents=True)
    secret.write_text("{}")
    folder = classroom.submitted / "eve"
    if what == "student":
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir()
        if what == "lesson":
            (folder / LESSON).symlink_to(secret.parent)
        else:
            (folder / LESSON).mkdir()
            (folder / LESSON / f"{LESSON}.ipynb").symlink_to(secret)
    assert only(classroom).path is None
    assert "link" in only(classroom).problem


def test_a_time_of_submission_is_read(classroom: Classroom) -> None:
    path = put(classroom, "ada")
    (path.parent / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n")
    assert only(classroom).timestamp == "2026-03-01 12:00:00 UTC"


def test_lessons_and_students_are_in_order(classroom: Classroom) -> None:
    for student in ("b", "a"):
        put(classroom, student)
    found = find_submissions(classroom, ["00-x", LESSON])
    assert [(h.lesson, h.student) for h in found] == [
        ("00-x", "a"),
        ("00-x", "b"),
        (LESSON, "a"),
        (LESSON, "b"),
    ]


def test_files_and_hidden_folders_are_no_students(classroom: Classroom) -> None:
    put(classroom, "ada")
    put(classroom, ".git")
    (classroom.submitted / "notes.txt").write_text("")
    assert only(classroom).student == "ada"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda root: None, "There is no class folder"),
        (lambda root: root.write_text(""), "is a file"),
        (lambda root: root.mkdir(), "no folder submitted"),
        (lambda root: (root / "submitted").mkdir(parents=True), "Nothing was handed in"),
    ],
)
def test_a_class_folder_that_is_none_is_refused(tmp_path: Path, make, words: str) -> None:
    root = tmp_path / "class"
    make(root)
    with pytest.raises(CourseError, match=words):
        find_submissions(Classroom(root), [LESSON])
