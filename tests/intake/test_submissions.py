"""What lies in a class's folder, found without following links."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.submissions import find_submissions, strays

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


@pytest.mark.parametrize(
    "student", ["Ada Lovelace", "j.doe", "o'brien", "Zoë", "学生", "[x]", "=1+1", "a" * 200]
)
def test_student_ids_of_any_alphabet(classroom: Classroom, student: str) -> None:
    put(classroom, student)
    assert only(classroom).student == student


@pytest.mark.parametrize("student", ['x";alert(1);"', "<img src=x>", "a\\b", "a\x1b[31m", "a\nb", "a&b"])
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


@pytest.mark.parametrize(
    "name", ["01-small.IPYNB", "01-small.ipynb.txt", "01-small.ipynb (1).json", "hw.Ipynb"]
)
def test_what_a_browser_made_of_a_notebooks_name_is_graded_and_flagged(
    classroom: Classroom, name: str
) -> None:
    put(classroom, "ada", name)
    put(classroom, "ada", "notes.txt")
    assert only(classroom).path.name == name
    assert only(classroom).flags == (f"the notebook was handed in as {name!r}",)


def test_what_is_no_notebook_is_named(classroom: Classroom) -> None:
    for name in ("01-small.html", "answers.docx", "01-small", "timestamp.txt"):
        put(classroom, "ada", name)
    assert (
        only(classroom).problem == "the folder holds no notebook, but 01-small, 01-small.html, answers.docx"
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("01-small.ipynb", "01-small.ipynb lies in the student's folder itself: put it into 01-small/"),
        ("01-small (1).ipynb", "01-small (1).ipynb lies in the student's folder itself"),
        ("01_small/01-small.ipynb", "the notebook lies in a folder called 01_small: rename it to 01-small"),
        ("01 Small/hw.ipynb", "the notebook lies in a folder called 01 Small"),
    ],
)
def test_a_notebook_that_lies_in_another_place_is_told_of(
    classroom: Classroom, place: str, words: str
) -> None:
    path = classroom.submitted / "ada" / place
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    assert only(classroom).problem.startswith(words)
    assert strays(classroom, [LESSON]) == []


def test_a_notebook_of_no_lessons_name_is_told_of(classroom: Classroom) -> None:
    put(classroom, "ada")
    for place in ("hw.ipynb", "stuff/hw.ipynb", "notes/readme.txt"):
        path = classroom.submitted / "ada" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    assert strays(classroom, [LESSON]) == ["ada/hw.ipynb", "ada/stuff"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_utf8_is_one_students_trouble(classroom: Classroom) -> None:
    put(classroom, os.fsdecode(b"caf\xe9"))
    put(classroom, "ada")
    refused, ada = sorted(
        find_submissions(classroom, [LESSON]), key=lambda found: found.student, reverse=True
    )
    assert ada.path is not None
    assert "no UTF-8: rename it" in refused.problem


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system takes them for one name")
def test_accents_written_in_two_ways_are_two_folders_and_flagged(classroom: Classroom) -> None:
    put(classroom, "zo\u00eb")
    put(classroom, "zoe\u0308")
    put(classroom, "ada")
    found = {found.student: found.flags for found in find_submissions(classroom, [LESSON])}
    assert found["ada"] == ()
    assert all("looks the same" in found[name][0] for name in ("zo\u00eb", "zoe\u0308"))


@pytest.mark.parametrize(
    ("content", "timestamp"),
    [
        (b"2026-03-01 12:00:00 UTC\n", "2026-03-01 12:00:00 UTC"),
        (b"2026-03-01 12:00:00.250000 UTC\n", "2026-03-01 12:00:00.250000 UTC"),
        (b"\xef\xbb\xbf2026-03-01 12:00:00 UTC\r\n", "2026-03-01 12:00:00.000000 UTC"),
        ("2026-03-01 12:00".encode("utf-16"), "2026-03-01 12:00:00.000000 UTC"),
        (b"1772409540", "2026-03-01 23:59:00.000000 UTC"),
        (b"2026-03-01 11:59 PM", "2026-03-01 23:59:00.000000 UTC"),
        (b"mardi 3 mars 2026, 23:59", "2026-03-03 23:59:00.000000 UTC"),
    ],
)
def test_a_time_of_submission_is_read(classroom: Classroom, content: bytes, timestamp: str) -> None:
    (put(classroom, "ada").parent / "timestamp.txt").write_bytes(content)
    assert (only(classroom).timestamp, only(classroom).flags) == (timestamp, ())


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"yesterday evening",
            b"11:59 PM",
            b"\xff\xfe\0",
            b"\xc3",
            b"2026-03-01",
            b"03/04/2026 11:59 PM",
        ),
        *(
            b"9999-99-99 99:99:99 UTC",
            b"99999-01-01 00:00",
            b"2026-03-01 12:00 PST",
            b"2026-03-01 12:00 UTC" + b" " * 300,
        ),
        "昨天晚上".encode(),
    ],
)
def test_a_time_that_cannot_be_read_surely_is_unknown_and_flagged(
    classroom: Classroom, content: bytes
) -> None:
    (put(classroom, "ada").parent / "timestamp.txt").write_bytes(content)
    assert (only(classroom).path is not None, only(classroom).timestamp) == (True, None)
    assert only(classroom).flags[0].startswith("time unknown: timestamp.txt")


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
