"""The server: its socket, its processes, its beginning and its end."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from autograder.compare.exercises import read_gradable
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.keep.journal import Journal
from autograder.keep.lock import only_server
from autograder.keep.secret import class_secret
from autograder.run.bulkhead import Allowance, Bulkhead, Ended, Lost
from autograder.run.limits import Limits
from autograder.serve.book import Book
from autograder.serve.desk import Desk, Offer
from autograder.serve.hub import HubIdentity, Service
from autograder.serve.judging import Judging, References, offered
from autograder.serve.reading import Request, read_request
from autograder.serve.settings import read_settings
from autograder.serve.tokens import Tokens
from autograder.serve.web import BODY_SECONDS, Door, Identity, application

#: What reading one body may take.
_READING = Allowance(seconds=20.0, cpu=10.0, memory=1 << 30)
#: Seconds that a connection may be silent before it asks anything.
_IDLE_SECONDS = 60.0


@dataclass(frozen=True)
class Address:
    """Where the server listens, and below which path: `prefix` is "" or begins with a slash and ends without."""

    host: str = "127.0.0.1"
    port: int = 8765
    prefix: str = ""

    @classmethod
    def of(cls, host: str | None, port: int | None, prefix: str | None, hub: Service | None) -> Address:
        """What was asked for; else what the Hub expects; else the usual. Raises CourseError for a bad prefix."""
        prefix = prefix if prefix is not None else hub.prefix if hub else ""
        path = "/" + prefix.strip("/") if prefix.strip("/") else ""
        if not re.fullmatch(r"(?:/[\w.~@%-]+)*", path, re.ASCII):
            raise CourseError(f"--prefix {prefix!r} is no path.", "Write --prefix /grader.")
        return cls(
            host or (hub.host if hub else "") or cls.host,
            port if port is not None else (hub.port if hub else 0) or cls.port,
            path,
        )


@dataclass(frozen=True)
class ServerOptions:
    """What was asked for: where to listen, how many checks at once, what each may take."""

    place: Address
    workers: int
    limits: Limits
    hub: Service | None = None


def serve(course: Course, classroom: Classroom, order: ServerOptions, note: Callable[[str], None]) -> None:
    """Serve a class until a signal ends it. Raises CourseError where that cannot begin."""
    if not classroom.root.is_dir():
        raise CourseError(
            f"There is no class in {classroom.root}.", "Collect into it first, or name another."
        )
    with only_server(classroom):
        asyncio.run(_serve(course, classroom, order, note))


async def _serve(
    course: Course, classroom: Classroom, order: ServerOptions, note: Callable[[str], None]
) -> None:
    settings, secret = read_settings(classroom), class_secret(classroom)
    identity: Identity = HubIdentity(classroom) if order.hub else Tokens(classroom)
    lessons = _lessons(course, note)
    references = References(lessons, Journal(classroom), secret, order.limits)
    sockets = _listen(order.place)
    with _judging(references, order) as judging, _reader() as read:
        exercises = {name: offered(lesson) for name, lesson in lessons.items()}
        desk = Desk(Offer(exercises, settings, secret), Book(classroom), judging, order.workers)
        await desk.open()
        server = HTTPServer(
            application(Door(desk, identity, read), order.place.prefix),
            max_body_size=1 << 40,  # the application says itself what is too large, in its own form
            max_header_size=64 << 10,
            idle_connection_timeout=_IDLE_SECONDS,
            body_timeout=BODY_SECONDS,
        )
        server.add_sockets(sockets)
        for line in _greeting(order.place, sockets[0], settings.tries):
            note(line)
        warming = asyncio.create_task(_warm(judging, read, references, note))
        try:
            await _ended()
        finally:
            warming.cancel()
            server.stop()
            await desk.close()
            await server.close_all_connections()


def _lessons(course: Course, note: Callable[[str], None]) -> dict[str, Lesson]:
    """The lessons that can grade; one that is broken is no reason not to serve the others."""
    lessons = {}
    for name in course.lesson_names():
        try:
            lessons[name] = read_gradable(course, name)
        except CourseError as error:
            note(f"Not served: {error.line}")
    return lessons


def _listen(place: Address) -> list[socket.socket]:
    try:
        return bind_sockets(place.port, place.host)
    except OSError as error:
        raise CourseError(
            f"Cannot listen on {place.host}, port {place.port}: {error.strerror or error}.",
            "Name another with --port, or end what listens there.",
        ) from error


def _greeting(place: Address, listening: socket.socket, tries: int) -> Iterator[str]:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    yield f"The grader listens at http://{shown}:{port}{place.prefix}/ ({tries} tries for each exercise and day)."
    if not ipaddress.ip_address(host.partition("%")[0]).is_loopback:
        yield "It listens beyond this machine, without TLS: tokens can be read on the way. See docs/serve.md."


async def _warm(
    judging: Judging,
    read: Callable[[bytes], Request | str],
    references: References,
    note: Callable[[str], None],
) -> None:
    """Start every process and run every reference before somebody waits for it."""
    await asyncio.gather(asyncio.to_thread(judging.warm), asyncio.to_thread(read, b""))
    for name in references.lessons:
        try:
            await asyncio.to_thread(references.of, name)
        except CourseError as error:
            note(f"{name} cannot be asked about: {error.line}")
    note("All references have run.")


@contextlib.contextmanager
def _judging(references: References, order: ServerOptions) -> Iterator[Judging]:
    with contextlib.closing(Judging(references, order.limits, order.workers)) as judging:
        yield judging


@contextlib.contextmanager
def _reader() -> Iterator[Callable[[bytes], Request | str]]:
    """Reads bodies behind a bulkhead of its own, one at a time."""
    with contextlib.closing(Bulkhead()) as bulkhead:

        def read(body: bytes) -> Request | str:
            try:
                return bulkhead.call(read_request, body, allowance=_READING)
            except (Ended, Lost):
                return "The body could not be read."

        yield read


async def _ended() -> None:
    """Wait for SIGTERM or SIGINT."""
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, end.set)
        except (NotImplementedError, RuntimeError):
            pass  # Windows: Ctrl-C raises by itself
    await end.wait()
