"""What the server answers: the contract with JupyterLab's panel, and every fault in the same form."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.asking import Reply, Server
from support.small_lesson import LESSON, submission

from autograder.serve.reading import MAX_BODY
from autograder.serve.web import MOST_STREAMS

RIGHT, WRONG = submission("number_of_things = 2"), submission("number_of_things = 3")
VERDICT = {"exercise", "points", "max_points", "passed", "message", "receipt", "time", "tries_left"}


def fault(reply: Reply) -> int:
    """The status of a fault, which says what and what to do, to pages of any origin."""
    assert set(reply.body) == {"error", "remedy"} and all(reply.body.values())
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    return reply.status


def test_an_exercise_is_asked_about_and_its_verdict_stays(server: Server, token: str) -> None:
    asked = server.ask(token, LESSON, "test-count", RIGHT)
    assert asked.status == 202 and set(asked.body) == {"check", "before"} and asked.body["before"] >= 0
    *before, (last, verdict) = server.events(token, asked.body["check"])
    assert {kind for kind, _ in before} <= {"waiting", "running"} and last == "done"
    assert all(set(data) == ({"before"} if kind == "waiting" else set()) for kind, data in before)
    assert set(verdict) == VERDICT
    assert (verdict["exercise"], verdict["points"], verdict["passed"]) == ("test-count", 100.0, True)
    assert (verdict["message"], verdict["tries_left"]) == ("Right.", 4)
    found = server.request("GET", f"checks/{asked.body['check']}", token)
    assert found.body == {"state": "done", "before": 0, "verdict": verdict}
    exercises = server.request("GET", f"exercises?lesson={LESSON}", token)
    assert exercises.status == 200 and exercises.body == {
        "lesson": LESSON,
        "exercises": [
            {
                "id": "test-count",
                "title": "Count things",
                "max_points": 100.0,
                "tries_left": 4,
                "verdict": verdict,
            }
        ],
    }
    # The very same again is the same check.
    assert server.ask(token, LESSON, "test-count", RIGHT).body["check"] == asked.body["check"]


def test_every_answer_may_be_read_by_pages_of_any_origin(server: Server, token: str) -> None:
    paths = (
        "exercises",
        f"exercises?lesson={LESSON}",
        "checks",
        "checks/x",
        "checks/x/events",
        "nothing",
        "",
    )
    for path in paths:
        for method in ("GET", "POST", "OPTIONS", "PUT"):
            reply = server.request(
                method, path, token, b"" if method == "POST" else None, Origin="https://elsewhere"
            )
            assert reply.headers["Access-Control-Allow-Origin"] == "*", (method, path)
            assert "Access-Control-Allow-Credentials" not in reply.headers
            assert "Set-Cookie" not in reply.headers and "Server" not in reply.headers
            if method == "OPTIONS":
                assert reply.status == 204
                assert "Authorization" in reply.headers["Access-Control-Allow-Headers"]
                assert "POST" in reply.headers["Access-Control-Allow-Methods"]
            elif reply.status != 200:
                assert fault(reply) in (400, 404, 405)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic eDp4",
        "token {token}",
        "Bearer {token}x",
        "Bearer {token} x",
    ],
)
def test_nobody_is_known_but_by_their_token(server: Server, token: str, header: str) -> None:
    headers = {"Authorization": header.format(token=token), "Cookie": f"token={token}"} if header else {}
    for method, path in (
        ("GET", f"exercises?lesson={LESSON}&token={token}"),
        ("POST", "checks"),
        ("GET", "checks/x"),
    ):
        reply = server.request(method, path, None, b"{}" if method == "POST" else None, **headers)
        assert fault(reply) == 401 and reply.headers["Www-Authenticate"] == "Bearer"


def test_another_students_check_cannot_be_seen(server: Server, token: str, other_token: str) -> None:
    check = server.ask(token, LESSON, "test-count", WRONG).body["check"]
    for path in (f"checks/{check}", f"checks/{check}/events"):
        assert fault(server.request("GET", path, other_token)) == 404
    assert server.verdict(token, check)["points"] == 0.0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b""),
        (400, b"{"),
        (400, b"[" * 100_000),
        (400, b'{"lesson": "x", "exercise": "y"}'),
        (404, json.dumps({"lesson": "x", "exercise": "test-count", "notebook": {"cells": []}}).encode()),
        (404, json.dumps({"lesson": "../../etc", "exercise": "x", "notebook": {"cells": []}}).encode()),
        (404, json.dumps({"lesson": LESSON, "exercise": "count", "notebook": {"cells": []}}).encode()),
        (413, b" " * (MAX_BODY + 1)),
    ],
    ids=["empty", "cut off", "deep", "no notebook", "no lesson", "a path", "no exercise", "too large"],
)
def test_a_body_that_is_no_question_is_refused(server: Server, token: str, status: int, body: bytes) -> None:
    assert fault(server.request("POST", "checks", token, body)) == status
    listed = server.request("GET", f"exercises?lesson={LESSON}", token).body["exercises"]
    assert listed[0]["tries_left"] == 5  # and costs no try


def test_a_body_without_a_length_is_read_no_further_than_the_cap(server: Server, token: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        head = f"POST /grader/api/checks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        for _ in range((MAX_BODY >> 20) + 1):
            connection.sendall(chunk)
        connection.sendall(b"0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"{head}Content-Length: {1 << 40}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_tries_end_and_say_when_there_are_new_ones(server: Server, token: str) -> None:
    for number in range(5):
        asked = server.ask(token, LESSON, "test-count", submission(f"number_of_things = {number + 10}"))
        assert server.verdict(token, asked.body["check"])["tries_left"] == 4 - number
    refused = server.ask(token, LESSON, "test-count", WRONG)
    assert fault(refused) == 429 and int(refused.headers["Retry-After"]) > 0


def test_a_student_keeps_few_streams_open(server: Server, token: str) -> None:
    answer = "import time\nwhile True:\n    time.sleep(1)"
    check = server.ask(token, LESSON, "test-count", submission(answer)).body["check"]
    streams = [server.events(token, check) for _ in range(MOST_STREAMS)]
    for stream in streams:
        next(stream)
    assert fault(server.request("GET", f"checks/{check}/events", token)) == 429
    for stream in streams:
        stream.close()


def test_a_flood_keeps_no_student_waiting(server: Server, token: str, other_token: str) -> None:
    """Silent connections, half a head, strangers' questions, and a student who asks without end."""
    with contextlib.ExitStack() as held:
        for number in range(200):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
            connection.sendall(b"POST /grader/api/checks HTTP/1.1\r\n" if number % 2 else b"")
        flood = held.enter_context(ThreadPoolExecutor(8))
        strangers = [flood.submit(server.ask, "x" * 43, LESSON, "test-count", RIGHT) for _ in range(100)]
        answers = (submission(f"number_of_things = {number}") for number in range(100))
        greedy = [flood.submit(server.ask, other_token, LESSON, "test-count", answer) for answer in answers]
        check = server.ask(token, LESSON, "test-count", RIGHT).body["check"]
        assert server.verdict(token, check)["passed"]
        assert {reply.result().status for reply in strangers} == {401}
        assert {reply.result().status for reply in greedy} <= {202, 409, 429}
        assert sum(reply.result().status == 202 for reply in greedy) <= 5


def test_the_paths_are_below_the_prefix_alone(server: Server, token: str) -> None:
    connection = Server(server.process, server.port, "")
    assert fault(connection.request("GET", f"exercises?lesson={LESSON}", token)) == 404
    assert re.search(r"http://127\.0\.0\.1:\d+/grader/ \(5 tries", "".join(server.said))
