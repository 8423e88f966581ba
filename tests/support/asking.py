"""A server that students ask, as a process of its own on loopback, and what a student's program says to it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.folders import Classroom, Course
from autograder.serve.tokens import issue
from autograder.serve.values import Asked
from support.leftovers import becomes


def enrolled(classroom: Classroom, *students: str) -> dict[str, str]:
    """Write a roster of these students; returns student → token."""
    classroom.root.mkdir(parents=True, exist_ok=True)
    (classroom.root / "roster.csv").write_text("\n".join(("student_id", *students)) + "\n", encoding="utf-8")
    return dict(issue(classroom).new)


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Server:
    """A server at work. `port` is where it listens, `said` what it printed so far."""

    process: subprocess.Popen[str]
    port: int
    prefix: str
    said: list[str] = field(default_factory=list)

    def request(
        self, method: str, path: str, token: str | None = None, body: bytes | None = None, **headers: str
    ) -> Reply:
        """One request and its answer. `path` is what comes after the prefix and /api/."""
        with self._sent(method, path, token, body, headers) as response:
            content = response.read()
            return Reply(response.status, dict(response.headers), json.loads(content) if content else {})

    def ask(self, token: str, lesson: str, exercise: str, notebook: bytes) -> Reply:
        """Ask for a check; `notebook` is the bytes of a notebook's file."""
        content = {"lesson": lesson, "exercise": exercise, "notebook": json.loads(notebook)}
        return self.request("POST", "checks", token, json.dumps(content).encode())

    def events(self, token: str, check: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The events of a check until it is done."""
        with self._sent("GET", f"checks/{check}/events", token, None, {}) as response:
            assert response.status == 200, response.read()
            kind = ""
            for line in response:
                name, _, value = line.decode().strip().partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    yield kind, json.loads(value)

    def verdict(self, token: str, check: str) -> dict[str, Any]:
        """The verdict of a check, waited for."""
        *_, (kind, verdict) = self.events(token, check)
        assert kind == "done"
        return verdict

    @contextlib.contextmanager
    def _sent(
        self, method: str, path: str, token: str | None, body: bytes | None, headers: dict[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        if token is not None:
            headers = {**headers, "Authorization": f"Bearer {token}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        with contextlib.closing(connection):
            connection.request(method, f"{self.prefix}/api/{path}", body, headers)
            yield connection.getresponse()

    def kill(self) -> None:
        """SIGKILL, to it and to all that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; returns how it ended."""
        self.process.terminate()
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def heard(self, part: str, seconds: float = 120.0) -> bool:
        """Whether it says this within so many seconds, watching."""

        return becomes(
            lambda: any(part in line for line in self.said) or self.process.poll() is not None, seconds
        )


@contextlib.contextmanager
def serving(course: Course, classroom: Path, *more: str, prefix: str = "") -> Iterator[Server]:
    """`autograder serve` on a free port, from when it listens; ended at last, unless it was before."""
    command = [sys.executable, "-m", "autograder", "serve", "--class", str(classroom), "--port", "0", *more]
    process = subprocess.Popen(
        [*command, "--prefix", prefix],
        cwd=course.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said: list[str] = []
    listens = threading.Event()

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            if "listens at" in line:
                listens.set()
        listens.set()

    reader = threading.Thread(target=listen, daemon=True)
    reader.start()
    try:
        listens.wait(120)
        found = re.search(r"http://[^/]+:(\d+)", "".join(said))
        assert found, "".join(said) or "the server says nothing"
        yield Server(process, int(found[1]), prefix, said)
    finally:
        if process.poll() is None:
            Server(process, 0, "").stop()
        reader.join(10)
        assert process.stderr is not None
        process.stderr.close()


def asked(student: str, number: str = "1") -> Asked:
    """A check that a student asked for."""
    return Asked(
        f"{student}-{number}", student, "01-small", "test-count", f"digest-{number}", "v", "t", "2026-03-01"
    )
