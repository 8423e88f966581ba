"""A stand-in for the grading server, on a free port of the loopback: it keeps to the contract, and grades nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ada's own token"
PREFIX = "/services/grader"

Answer = dict[str, Any]


@dataclass
class StubGrader:
    """What the server knows, and what a test may change or look at."""

    lesson: str
    #: exercise → its points
    exercises: dict[str, float]
    tries: int = 3
    #: Whether the stream of events breaks off after the first one.
    breaks_off: bool = False
    verdicts: dict[str, Answer] = field(default_factory=dict)
    #: The bodies that were asked about.
    asked: list[Answer] = field(default_factory=list)
    #: Set by the test: the check that waits may run, the one that runs may end.
    may_run: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    #: What the next verdict says: points as a share, and the words.
    worth: tuple[float, str] = (1.0, "All is as it should be.")
    address: str = ""

    def tries_left(self, exercise: str) -> int:
        """How often this exercise may be asked about today."""
        return self.tries - sum(body["exercise"] == exercise for body in self.asked)

    def standings(self) -> Answer:
        """The answer about a whole lesson."""
        return {
            "lesson": self.lesson,
            "exercises": [
                {
                    "id": name,
                    "title": name,
                    "max_points": points,
                    "tries_left": self.tries_left(name),
                    "verdict": self.verdicts.get(name),
                }
                for name, points in self.exercises.items()
            ],
        }

    def verdict(self, exercise: str) -> Answer:
        """Judge, and remember it."""
        share, message = self.worth
        points = self.exercises[exercise]
        self.verdicts[exercise] = {
            "exercise": exercise,
            "points": share * points,
            "max_points": points,
            "passed": share == 1,
            "message": message,
            "receipt": f"TL-{len(self.asked):04}-7F3A",
            "time": "2026-03-01T12:00:00Z",
            "tries_left": self.tries_left(exercise),
        }
        return self.verdicts[exercise]


@contextmanager
def stub_grader(lesson: str, exercises: dict[str, float]) -> Iterator[StubGrader]:
    """A running one; stopped afterwards, with whatever waits in it."""
    grader = StubGrader(lesson, exercises)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"grader": grader}))
    server.daemon_threads = True
    grader.address = f"http://127.0.0.1:{server.server_port}{PREFIX}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield grader
    finally:
        grader.may_run.set()
        grader.may_end.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    grader: StubGrader

    def log_message(self, *_: object) -> None:
        pass

    def do_OPTIONS(self) -> None:
        self.head(204, "text/plain")

    def do_GET(self) -> None:
        if not self.known():
            return
        parts = urlsplit(self.path)
        place = parts.path.removeprefix(f"{PREFIX}/api/").split("/")
        if place == ["exercises"]:
            if parse_qs(parts.query)["lesson"] != [self.grader.lesson]:
                self.refuse(404, "There is no such lesson.", "See how its file is called.")
            else:
                self.reply(200, self.grader.standings())
        elif place[-1] == "events":
            self.events()
        else:
            self.reply(200, self.state())

    def do_POST(self) -> None:
        if not self.known():
            return
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.grader.tries_left(body["exercise"]) < 1:
            self.refuse(429, "No tries left for today.", "Run its check, or go on with another one.")
            return
        self.grader.asked.append(body)
        self.reply(202, {"check": f"c{len(self.grader.asked)}", "before": 2})

    def events(self) -> None:
        self.head(200, "text/event-stream")
        self.event("waiting", {"before": 2})
        if self.grader.breaks_off:
            return
        self.grader.may_run.wait(60)
        self.event("running", {})
        self.grader.may_end.wait(60)
        self.event("done", self.grader.verdict(self.grader.asked[-1]["exercise"]))

    def state(self) -> Answer:
        if self.grader.may_end.is_set():
            return {
                "state": "done",
                "before": 0,
                "verdict": self.grader.verdict(self.grader.asked[-1]["exercise"]),
            }
        return {"state": "waiting", "before": 1, "verdict": None}

    def event(self, name: str, data: Answer) -> None:
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def known(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {TOKEN}":
            return True
        self.refuse(401, "The grader does not know this token.", "Ask your instructor for yours.")
        return False

    def refuse(self, status: int, error: str, remedy: str) -> None:
        self.reply(status, {"error": error, "remedy": remedy})

    def reply(self, status: int, answer: Answer) -> None:
        self.head(status, "application/json")
        self.wfile.write(json.dumps(answer).encode())

    def head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        self.send_header("Access-Control-Allow-Methods", "GET, POST")
        self.end_headers()
