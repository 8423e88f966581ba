"""Tokens: one for each student, kept as hashes, renewed and ended."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support import small_class
from support.asking import enrolled

from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.keep.lines import add_lines
from autograder.serve.tokens import Tokens, issue, revoke


def who(tokens: Tokens, token: str) -> str | None:
    return asyncio.run(tokens.student(token))


def test_each_student_has_a_token_of_which_only_the_hash_is_kept(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    made = enrolled(classroom, "ada", "o'brien", "jürgen")
    assert len(set(made.values())) == 3 and all(len(token) >= 43 for token in made.values())
    kept = (tmp_path / ".autograder" / "tokens.jsonl").read_text()
    assert not any(token in kept for token in made.values())
    tokens = Tokens(classroom)
    assert {student: who(tokens, token) for student, token in made.items()} == {s: s for s in made}
    assert [who(tokens, wrong) for wrong in ("", "x", made["ada"][:-1], made["ada"] + "x", "\ud800")] == [
        None
    ] * 5


def test_who_has_one_gets_no_other_unless_it_is_renewed(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    made = enrolled(classroom, "ada", "ben")
    tokens = Tokens(classroom)
    assert who(tokens, made["ada"]) == "ada"
    again = issue(classroom)
    assert (dict(again.new), again.kept, again.table) == ({}, ("ada", "ben"), "")
    renewed = issue(classroom, ["ada"], renew=True)
    assert list(renewed.new) == ["ada"] and renewed.new["ada"] != made["ada"]
    # A server that is running knows at once.
    assert [who(tokens, t) for t in (made["ada"], renewed.new["ada"], made["ben"])] == [None, "ada", "ben"]


def test_who_leaves_the_roster_or_loses_the_token_is_nobody(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    made = enrolled(classroom, "ada", "ben", "cyd")
    tokens = Tokens(classroom)
    assert revoke(classroom, ["ada"]) == ["ada"]
    (tmp_path / "roster.csv").write_text("student_id\nada\nben\n")
    assert [who(tokens, made[student]) for student in ("ada", "ben", "cyd")] == [None, "ben", None]


def test_damaged_lines_count_as_none(tmp_path: Path) -> None:
    made = enrolled(Classroom(tmp_path), "ada")
    with (tmp_path / ".autograder" / "tokens.jsonl").open("ab") as file:
        file.write(b'\n{"student": "ada", "hash": 3}\n{"student": ["ada"], "hash": ""}\n{"stud\xff\n[]\n')
    add_lines(
        tmp_path / ".autograder" / "tokens.jsonl", [{"student": "ada", "hash": 3}, {"student": ["ada"]}]
    )
    assert who(Tokens(Classroom(tmp_path)), made["ada"]) == "ada"


def test_nobody_outside_the_roster_gets_a_token(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no roster"):
        issue(Classroom(tmp_path))
    with pytest.raises(CourseError, match="has no roster"):
        Tokens(Classroom(tmp_path))
    enrolled(Classroom(tmp_path), "ada")
    with pytest.raises(CourseError, match="'eve' is not in the roster"):
        issue(Classroom(tmp_path), ["eve"])
    with pytest.raises(CourseError, match="'eve' has no token"):
        revoke(Classroom(tmp_path), ["eve"])


def test_the_command_prints_each_token_once(small_course: Course) -> None:
    (small_course.default_class / "roster.csv").write_text("student_id\nada\n=cmd\n")
    done = small_class.call(small_course, "tokens")
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and lines[0] == "student_id,token"
    assert [line.partition(",")[0] for line in lines[1:]] == ["'=cmd", "ada"]
    again = small_class.call(small_course, "tokens")
    assert again.stdout == "" and "2 of 2 have a token already" in again.stderr
    token = lines[2].partition(",")[2]
    ended = small_class.call(small_course, "tokens", "--revoke", "ada")
    assert "ada has no token any more" in ended.stderr
    assert who(Tokens(Classroom(small_course.default_class)), token) is None
    assert small_class.call(small_course, "tokens", "--revoke").returncode == 1
