"""The book: what was asked and told outlives whatever ends the server."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from support.asking import asked

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.keep.lines import add_lines
from autograder.serve.book import Book, Standings
from autograder.serve.values import Told

TOLD = Told("test-count", 7.5, 10.0, False, "number: not right.", "AAAA", "2026-03-01T12:00:00+00:00")
FAILED = dataclasses.replace(TOLD, points=None, receipt="")
DAY = "2026-03-01"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(Classroom(tmp_path))


def test_what_was_written_is_there_for_the_next_server(book: Book, tmp_path: Path) -> None:
    done, open_ = asked("ada"), asked("ben")
    book.ask(done, b"ada's")
    book.ask(open_, b"ben's")
    book.begin(done)
    book.tell(done, TOLD)
    book.begin(open_)
    found = Book(Classroom(tmp_path)).standings()
    assert found.untold() == [open_] and book.notebook(open_) == b"ben's"
    assert found.told == {done.id: TOLD} and found.latest == {done.place: TOLD}
    assert found.begun[open_.id] == 1
    assert found.tries(done.place, DAY) == found.tries(open_.place, DAY) == 1
    assert [path.name for path in (tmp_path / ".autograder" / "checks").iterdir()] == [f"{open_.id}.ipynb"]


def test_the_same_lines_come_to_the_same_while_they_are_written(book: Book) -> None:
    one = asked("ada")
    standings = Standings()
    for line in (book.ask(one, b""), book.begin(one), book.tell(one, TOLD)):
        standings.apply(line)
    assert vars(standings) == vars(book.standings())


def test_a_try_is_given_back_where_the_grader_failed(book: Book) -> None:
    one = asked("ada")
    book.ask(one, b"")
    book.tell(one, FAILED)
    found = book.standings()
    assert found.tries(one.place, DAY) == 0 and found.latest == {} and found.told == {one.id: FAILED}
    assert found.same(one) is None  # and may be asked again


def test_the_same_question_is_found_and_another_is_not(book: Book) -> None:
    one = asked("ada")
    book.ask(one, b"")
    found = book.standings()
    assert found.same(dataclasses.replace(one, id="new", time="later")) == one
    for field in ("student", "exercise", "digest", "version"):
        assert found.same(dataclasses.replace(one, **{field: "another"})) is None


def test_tries_are_counted_by_exercise_and_day(book: Book) -> None:
    one = asked("ada", "1")
    for check in (one, asked("ada", "2"), dataclasses.replace(one, id="3", day="2026-03-02")):
        book.ask(check, b"")
    found = book.standings()
    assert (found.tries(one.place, DAY), found.tries(one.place, "2026-03-02")) == (2, 1)
    assert found.tries(("ada", "01-small", "test-other"), DAY) == 0


def test_old_checks_are_forgotten_and_their_verdicts_are_not(book: Book) -> None:
    old, new, waits = asked("ada"), dataclasses.replace(asked("ada", "2"), day="2026-03-03"), asked("ben")
    for check in (old, new, waits):
        book.ask(check, b"")
    book.tell(old, TOLD)
    found = book.standings()
    found.forget("2026-03-02")
    assert set(found.asked) == {new.id, waits.id} and found.latest == {old.place: TOLD}
    assert found.tries(old.place, DAY) == 0 and found.untold() == [new, waits]


def test_damaged_lines_count_as_none(book: Book, tmp_path: Path) -> None:
    one = asked("ada")
    book.ask(one, b"")
    path = tmp_path / ".autograder" / "checks.jsonl"
    line = path.read_bytes().strip()
    damaged = [
        line[:40],
        line.replace(b'"ada"', b"3"),
        line.replace(b'"day"', b'"dax"'),
        line.replace(b'"ada-1"', b'"../../ada"'),
        b'{"asked": []}',
        b'{"asked": null, "of": ["ada-1"], "begun": true}',
        b'{"of": "nobody", "begun": true}',
        b'{"of": "ada-1", "begun": 1}',
        b'{"of": "ada-1", "told": {"points": "7"}}',
        b"\xff\xff",
        b"[" * 100_000,
    ]
    path.write_bytes(b"\n".join([*damaged, line, b'{"of": "ada-1", "begun": tr']))
    # And lines that are whole, and say what no book says.
    whole = dataclasses.asdict(one)
    odd = [{"asked": whole | {"student": 3}}, {"asked": whole | {"id": "../../ada"}}, {"asked": []}]
    odd += [
        {"of": ["ada-1"], "begun": True},
        {"of": "ada-1", "told": {"points": "7"}},
        {"of": "nobody", "begun": True},
    ]
    add_lines(path, odd)
    found = book.standings()
    assert found.untold() == [one] and found.tries(one.place, DAY) == 1 and found.begun[one.id] == 0


def test_what_is_told_twice_is_told_once(book: Book) -> None:
    one = asked("ada")
    book.ask(one, b"")
    book.tell(one, TOLD)
    book.tell(one, FAILED)
    found = book.standings()
    assert found.told == {one.id: TOLD} and found.tries(one.place, DAY) == 1


def test_a_book_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / ".autograder").write_text("a file")
    with pytest.raises(CourseError, match="Cannot write"):
        Book(Classroom(tmp_path)).ask(asked("ada"), b"")
