"""The desk over HTTP: JSON, server-sent events, a bearer token for each student.

Who asks is known by the token alone and never by a cookie, so pages of any origin may ask.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from autograder.errors import CourseError
from autograder.serve.desk import Desk
from autograder.serve.reading import MAX_BODY, Request
from autograder.serve.values import Refusal

#: Seconds that a body may take to come in.
BODY_SECONDS = 60.0
#: Bytes of a body that is refused which are let pass by, so that its sender hears why.
_MOST_DRAINED = 8 * MAX_BODY
#: Streams of events that one student may have open.
MOST_STREAMS = 8


class Identity(Protocol):
    """Knows students by their tokens."""

    async def student(self, token: str) -> str | None:
        """The student whose token this is, None if it is nobody's."""


@dataclass
class Door:
    """What every answer needs. `read` reads a body, whatever is in it: a request, or what is wrong with it."""

    desk: Desk
    identity: Identity
    read: Callable[[bytes], Request | str]
    asking: set[str] = field(default_factory=set)
    streams: Counter[str] = field(default_factory=Counter)


def application(door: Door, prefix: str) -> Application:
    """The application, its paths below `prefix` ("" or "/PATH")."""
    api, given = f"{prefix}/api", {"door": door}
    return Application(
        [
            (f"{api}/exercises", _Exercises, given),
            (f"{api}/checks", _Checks, given),
            (f"{api}/checks/([A-Za-z0-9_-]+)", _CheckState, given),
            (f"{api}/checks/([A-Za-z0-9_-]+)/events", _Events, given),
        ],
        default_handler_class=_Nothing,
        default_handler_args=given,
        log_function=_say_nothing,
    )


def _say_nothing(handler: RequestHandler) -> None:
    """The server keeps a book; who looked at what, and from where, is nobody's business."""


@stream_request_body
class _Handler(RequestHandler):
    """Says who asks before a body is read, reads no more than it may have, and says faults as {"error", "remedy"}."""

    def initialize(self, door: Door) -> None:
        self.door = door
        self.body: list[bytes] = []
        self._size = 0
        self._refused: Refusal | None = None
        self._student: str | None = None

    @property
    def student(self) -> str:
        """Who asks. Raises Refusal where nobody does who may: so nothing is done for them."""
        if self._refused is not None:
            raise self._refused
        assert self._student is not None
        return self._student

    def set_default_headers(self) -> None:
        self.set_header("Access-Control-Allow-Origin", "*")
        self.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        self.set_header("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        self.set_header("Access-Control-Max-Age", "600")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")

    async def prepare(self) -> None:
        length = self.request.headers.get("Content-Length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > _MOST_DRAINED:
            raise _too_large()
        try:
            await self.admit()
        except Refusal as refused:
            # Said when the body has come in: a browser that is cut off while it sends hears nothing.
            self._refused = refused

    async def admit(self) -> None:
        """Find out who asks, and whether they may. Raises Refusal."""
        if self.request.method == "OPTIONS":
            return
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer" and token.strip():
            self._student = await self.door.identity.student(token.strip())
        if self._student is None:
            raise Refusal(
                401, "No student is known by this token.", "Enter the token that your instructor gave you."
            )

    def data_received(self, chunk: bytes) -> None:
        """Keep what may be read, of those who may; let the rest pass by."""
        self._size += len(chunk)
        if self._size > MAX_BODY and self._refused is None:
            self._refused = _too_large()
        if self._refused is None:
            self.body.append(chunk)
        else:
            self.body.clear()
        if self._size > _MOST_DRAINED and not self._finished:
            self.send_error(413, exc_info=(Refusal, _too_large(), None))

    def options(self, *_: str) -> None:
        """What a browser asks before it asks."""
        self.set_status(204)

    def write_error(self, status_code: int, **more: Any) -> None:
        """Every fault in the same form."""
        error = more["exc_info"][1] if "exc_info" in more else None
        if isinstance(error, Refusal):
            said = {"error": error.error, "remedy": error.remedy}
            self.set_status(error.status)
            if error.status == 401:
                self.set_header("WWW-Authenticate", "Bearer")
            if error.wait is not None:
                self.set_header("Retry-After", str(error.wait))
        elif isinstance(error, CourseError):
            self.set_status(503)
            said = {
                "error": "The grader cannot write.",
                "remedy": "Ask again later, and tell your instructor.",
            }
        elif isinstance(error, HTTPError):
            said = {"error": f"{self._reason}.", "remedy": "See docs/serve.md for what can be asked."}
        else:
            said = {"error": "The grader had trouble of its own.", "remedy": "Ask again later."}
        self.finish(said)

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """What a stranger does wrong is no news; a fault of ours is."""
        if not isinstance(error, Refusal | HTTPError | StreamClosedError):
            super().log_exception(kind, error, trace)


class _Nothing(_Handler):
    async def prepare(self) -> None:
        if self.request.method != "OPTIONS":
            raise Refusal(404, "There is nothing here.", "See the address of the grader.")


class _Exercises(_Handler):
    def get(self) -> None:
        student = self.student
        lesson = self.get_query_argument("lesson", "")
        if not lesson:
            raise Refusal(400, "Which lesson?", "Ask for exercises?lesson=NAME.")
        self.finish({"lesson": lesson, "exercises": self.door.desk.exercises(student, lesson)})


class _Checks(_Handler):
    """Takes one body of a student's at a time."""

    _reads = False

    async def admit(self) -> None:
        await super().admit()
        if self.request.method == "POST":
            if self.student in self.door.asking:
                raise Refusal(429, "Another question of yours is being read.", "Ask again in a moment.", 1)
            self.door.asking.add(self.student)
            self._reads = True

    def on_finish(self) -> None:
        self._let_go()

    def on_connection_close(self) -> None:
        """Who goes away while asking may ask again."""
        self._let_go()

    def _let_go(self) -> None:
        if self._reads:
            self._reads = False
            self.door.asking.discard(self._student)

    async def post(self) -> None:
        student, body = self.student, b"".join(self.body)
        self.body.clear()
        request = await asyncio.to_thread(self.door.read, body)
        if isinstance(request, str):
            raise Refusal(400, request, 'Send {"lesson", "exercise", "notebook"} as JSON.')
        asked = await self.door.desk.ask(student, request)
        self.set_status(202)
        self.finish({"check": asked.id, "before": self.door.desk.before(asked)})


def _too_large() -> Refusal:
    return Refusal(
        413, f"The notebook is larger than {MAX_BODY >> 20} MB.", "Clear its outputs, then ask again."
    )


class _CheckState(_Handler):
    def get(self, check: str) -> None:
        self.finish(self.door.desk.check(self.student, check))


class _Events(_Handler):
    async def get(self, check: str) -> None:
        student = self.student
        if self.door.streams[student] >= MOST_STREAMS:
            raise Refusal(429, "Too many of your pages are waiting.", "Close some of them.", 10)
        self.door.streams[student] += 1
        try:
            await self._stream(check)
        except StreamClosedError:
            pass  # nobody listens any more
        finally:
            self.door.streams[student] -= 1

    async def _stream(self, check: str) -> None:
        self.door.desk.check(self.student, check)  # refused before anything is sent
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")  # nginx would keep events back
        async for stands in self.door.desk.follow(self.student, check):
            self.write(_event(stands) if stands else ": still waiting\n\n")
            await self.flush()


def _event(stands: dict[str, Any]) -> str:
    data = {"waiting": {"before": stands["before"]}, "running": {}, "done": stands["verdict"]}
    return f"event: {stands['state']}\ndata: {json.dumps(data[stands['state']])}\n\n"
