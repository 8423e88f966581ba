"""The desk: accepted, run, told; tries; and what a server finds that another left."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from support.asking import asked

from autograder.course.folders import Classroom
from autograder.serve.book import Book
from autograder.serve.desk import Desk, Offer
from autograder.serve.judging import Offered
from autograder.serve.reading import Request
from autograder.serve.settings import ServeSettings
from autograder.serve.values import Asked, Marked, Refusal

LESSON, EXERCISE = "01-small", "test-count"
LESSONS = {
    LESSON: {
        EXERCISE: Offered(EXERCISE, "Count things", 10.0, "v"),
        "test-b": Offered("test-b", "B", 5.0, "v"),
    }
}
RIGHT = Marked(10.0, 10.0, "Right.")


def question(digest: str = "1", exercise: str = EXERCISE, lesson: str = LESSON) -> Request:
    return Request(lesson, exercise, digest.encode(), digest)


class Judge:
    """Stands in for grading: each check waits until it is let go, and comes to what is set."""

    def __init__(self, held: bool = False) -> None:
        self.marks: dict[str, Marked | Exception] = {}
        self.seen: list[tuple[str, bytes]] = []
        self.go = threading.Event()
        if not held:
            self.go.set()

    def __call__(self, check: Asked, notebook: bytes) -> Marked:
        self.seen.append((check.student, notebook))
        assert self.go.wait(60)
        mark = self.marks.get(check.student, RIGHT)
        if isinstance(mark, Exception):
            raise mark
        return mark


def at_desk(
    tmp_path: Path,
    judge: Judge,
    visit: Callable[[Desk], Awaitable[Any]],
    tries: int = 2,
    workers: int = 1,
) -> Any:
    """Open a desk in this folder, do something at it, close it."""

    async def whole() -> Any:
        desk = Desk(
            Offer(LESSONS, ServeSettings(tries), b"s" * 32), Book(Classroom(tmp_path)), judge, workers
        )
        await desk.open()
        try:
            return await visit(desk)
        finally:
            judge.go.set()
            await desk.close()

    return asyncio.run(whole())


def test_a_quiz_has_its_own_number_of_tries() -> None:
    quiz = Offered("test-quiz", "Letters", 5.0, "v", quiz=True)
    offer = Offer(
        {LESSON: {EXERCISE: LESSONS[LESSON][EXERCISE], "test-quiz": quiz}}, ServeSettings(7, 2), b""
    )
    assert [offer.tries(LESSON, name) for name in (EXERCISE, "test-quiz", "gone")] == [7, 2, 0]
    assert offer.tries("gone", EXERCISE) == 0


async def told(desk: Desk, student: str, check: str) -> dict[str, Any]:
    return [stands async for stands in desk.follow(student, check)][-1]["verdict"]


async def comes_to(desk: Desk, student: str, request: Request) -> dict[str, Any]:
    return await told(desk, student, (await desk.ask(student, request)).id)


async def refused(desk: Desk, student: str, request: Request) -> Refusal:
    with pytest.raises(Refusal) as error:
        await desk.ask(student, request)
    assert error.value.remedy
    return error.value


def test_a_check_is_accepted_run_and_told(tmp_path: Path) -> None:
    judge = Judge()

    async def visit(desk: Desk) -> tuple:
        before = desk.exercises("ada", LESSON)
        return before, await comes_to(desk, "ada", question()), desk.exercises("ada", LESSON)

    before, verdict, after = at_desk(tmp_path, judge, visit)
    assert [e["id"] for e in before] == [EXERCISE, "test-b"]
    assert before[0] == {
        "id": EXERCISE,
        "title": "Count things",
        "max_points": 10.0,
        "tries_left": 2,
        "verdict": None,
    }
    assert judge.seen == [("ada", b"1")]
    assert set(verdict) == {
        *("exercise", "points", "max_points", "passed", "message", "receipt", "time", "tries_left")
    }
    assert (verdict["points"], verdict["passed"], verdict["tries_left"]) == (10.0, True, 1)
    assert dt.datetime.fromisoformat(verdict["time"]).tzinfo == dt.UTC and len(verdict["receipt"]) == 19
    assert after[0]["verdict"] == verdict and after[1]["verdict"] is None


def test_whoever_waits_hears_how_many_are_before(tmp_path: Path) -> None:
    judge = Judge(held=True)

    async def visit(desk: Desk) -> list:
        for student in ("ada", "ben"):
            await desk.ask(student, question())
        check = await desk.ask("cyd", question())
        events = []
        async for stands in desk.follow("cyd", check.id):
            events.append((stands["state"], stands["before"]))
            judge.go.set()
        return events

    events = at_desk(tmp_path, judge, visit)
    assert events[0] == ("waiting", 1) and events[-1] == ("done", 0)
    assert ("waiting", 0) in events and ("running", 0) in events


def test_a_student_has_one_running_and_one_waiting(tmp_path: Path) -> None:
    judge = Judge(held=True)

    async def visit(desk: Desk) -> tuple:
        first = await desk.ask("ada", question("1"))
        async for stands in desk.follow("ada", first.id):
            if stands["state"] == "running":
                break
        second = await desk.ask("ada", question("2"))
        error = await refused(desk, "ada", question("3"))
        again = await desk.ask("ada", question("2"))
        judge.go.set()
        return error, second.id == again.id, await told(desk, "ada", second.id)

    error, same, verdict = at_desk(tmp_path, judge, visit, tries=9, workers=2)
    assert error.status == 409 and same and verdict["tries_left"] == 7


def test_tries_end_for_the_day_and_the_same_question_costs_none(tmp_path: Path) -> None:
    async def visit(desk: Desk) -> tuple:
        left = [(await comes_to(desk, "ada", question(n)))["tries_left"] for n in ("1", "1", "2", "2", "1")]
        error = await refused(desk, "ada", question("3"))
        other = await comes_to(desk, "ada", question("3", "test-b"))
        return left, error, other["tries_left"], (await comes_to(desk, "ben", question("3")))["tries_left"]

    left, error, other_exercise, other_student = at_desk(tmp_path, Judge(), visit)
    assert left == [1, 1, 0, 0, 0]
    assert error.status == 429 and error.wait is not None and 0 < error.wait <= 25 * 3600
    assert (other_exercise, other_student) == (1, 1)


def test_students_who_ask_at_the_same_moment_get_no_more_than_their_tries(tmp_path: Path) -> None:
    async def visit(desk: Desk) -> list:
        asking = (desk.ask("ada", question(str(n))) for n in range(10))
        return await asyncio.gather(*asking, return_exceptions=True)

    answers = at_desk(tmp_path, Judge(held=True), visit)
    assert sum(isinstance(answer, Asked) for answer in answers) <= 2
    assert all(isinstance(answer, Asked | Refusal) for answer in answers)


def test_the_graders_own_trouble_costs_no_try(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judge = Judge()
    judge.marks = {"ada": RuntimeError("a secret\x1b[2J"), "ben": Marked(None, 10.0, "")}

    async def visit(desk: Desk) -> list:
        verdicts = [await comes_to(desk, student, question()) for student in ("ada", "ben")]
        listed = [desk.exercises(student, LESSON)[0] for student in ("ada", "ben")]
        judge.marks.clear()
        return [*verdicts, *listed, await comes_to(desk, "ada", question())]

    *nothing, ada, ben, again = at_desk(tmp_path, judge, visit)
    assert nothing == [None, None] and [ada["verdict"], ben["verdict"]] == [None, None]
    assert (ada["tries_left"], ben["tries_left"]) == (2, 2)
    assert (again["points"], again["tries_left"]) == (10.0, 1)
    said = capsys.readouterr().err
    assert "RuntimeError: a secret" in said and "\x1b" not in said


def test_another_students_check_is_none(tmp_path: Path) -> None:
    async def visit(desk: Desk) -> list[int]:
        check = await desk.ask("ada", question())
        codes = []
        for student, wanted in (("ben", check.id), ("ada", "no-such"), ("", check.id)):
            with pytest.raises(Refusal) as error:
                desk.check(student, wanted)
            codes.append(error.value.status)
        return codes

    assert at_desk(tmp_path, Judge(), visit) == [404, 404, 404]


@pytest.mark.parametrize(
    "request_", [question(lesson="02"), question(exercise="count"), question(exercise="")]
)
def test_what_is_not_offered_is_refused(tmp_path: Path, request_: Request) -> None:
    assert at_desk(tmp_path, Judge(), lambda desk: refused(desk, "ada", request_)).status == 404


def test_what_another_server_left_is_run_again_in_order(tmp_path: Path) -> None:
    book = Book(Classroom(tmp_path))
    left = [asked(student) for student in ("ben", "ada", "cyd")]
    for check in left:
        book.ask(check, check.student.encode())
    book.begin(left[0])
    judge = Judge()

    async def visit(desk: Desk) -> list:
        return [await told(desk, check.student, check.id) for check in left]

    verdicts = at_desk(tmp_path, judge, visit)
    assert judge.seen == [("ben", b"ben"), ("ada", b"ada"), ("cyd", b"cyd")]
    assert [verdict["points"] for verdict in verdicts] == [10.0] * 3
    assert book.standings().untold() == []


def test_a_check_that_ended_three_servers_is_given_up(tmp_path: Path) -> None:
    book = Book(Classroom(tmp_path))
    bomb, gone = asked("ada"), asked("ben")
    book.ask(bomb, b"")
    for _ in range(3):
        book.begin(bomb)
    book.ask(gone, b"")
    (tmp_path / ".autograder" / "checks" / f"{gone.id}.ipynb").unlink()
    judge = Judge()

    async def visit(desk: Desk) -> list:
        return [await told(desk, check.student, check.id) for check in (bomb, gone)]

    verdicts = at_desk(tmp_path, judge, visit)
    assert judge.seen == [] and verdicts == [None, None]
    assert book.standings().tries(bomb.place, bomb.day) == 0
